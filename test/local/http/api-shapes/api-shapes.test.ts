import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '../../../../lib/local/clock';
import { createFaults } from '../../../../lib/local/http/create-faults';
import { createGateway, type LocalGateway } from '../../../../lib/local/http/create-gateway';
import type { OperationModel, ServiceModel, ShapeRef } from '../../../../lib/local/http/model/service-model';
import { createIam } from '../../../../lib/local/iam/create-iam';
import { OPERATOR } from '../../../../lib/local/iam/iam';
import { createRuntime, type LocalRuntime } from '../../../../lib/local/runtime';
import { type Operation, ServiceError } from '../../../../lib/local/service';
import { writeSmallAssembly } from '../../runtime/small-assembly';
import { MODELS } from '../models';
import { type BrokenInput, brokenInputs, exampleOf } from './example-input';

const ROOT = join(__dirname, '../../../..');
const ACCOUNT = '000000000000';
const REGION = 'us-east-1';

/** Code, on the wire, of a request that breaks the model. Sources: see lib/local/http/validation/validation-error.ts. */
const CODE: Readonly<Record<string, string>> = {
  codebuild: 'InvalidInputException',
  logs: 'InvalidParameterException',
  s3: 'InvalidArgument',
  sns: 'InvalidParameter',
  sts: 'ValidationError',
};
const codeOf = (service: string) => CODE[service] ?? 'ValidationException';

/** Parameters that botocore makes the host name of, and S3's by which a request finds its operation. */
const ADDRESSING = ['EndpointId', 'UploadId', 'PartNumber'];

let folder: string;
let runtime: LocalRuntime;
const lines: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vigilant-shapes-'));
  runtime = await createRuntime({
    assemblyDirectory: writeSmallAssembly(join(folder, 'cdk.out')),
    account: ACCOUNT,
    projectRoot: ROOT,
    clock: systemClock,
    log: (line) => lines.push(line),
  });
});
afterAll(async () => {
  await runtime?.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Emulated {
  readonly model: ServiceModel;
  readonly operation: OperationModel;
}

/** Every operation of every service that the runtime is composed of. */
function everyOperation(): Emulated[] {
  return (runtime.gateway as LocalGateway).list().flatMap(({ service, model }) =>
    Object.keys(service.operations).map((name) => ({
      model,
      operation: model.operation(name) as OperationModel,
    })),
  );
}

async function invoke({ model, operation }: Emulated, input: unknown): Promise<ServiceError | undefined> {
  const principal = { arn: `arn:aws:iam::${ACCOUNT}:user/${OPERATOR.userName}`, account: ACCOUNT };
  try {
    await runtime.gateway.invoke({
      service: model.name,
      operation: operation.name,
      region: REGION,
      principal,
      input,
    });
    return undefined;
  } catch (error) {
    return error as ServiceError;
  }
}

const broken = (emulated: Emulated): BrokenInput[] =>
  emulated.operation.input ? [...brokenInputs(emulated.model, emulated.operation.input)] : [];

/** What was answered, of all that was not as expected. */
async function unexpected(check: (emulated: Emulated) => AsyncGenerator<string>): Promise<string[]> {
  const found: string[] = [];
  for (const emulated of everyOperation())
    for await (const problem of check(emulated))
      found.push(`${emulated.model.name} ${emulated.operation.name} ${problem}`);
  return found;
}

test('the runtime is composed of all its services, and each of their operations is in the service model', () => {
  const operations = everyOperation();
  expect(new Set(operations.map(({ model }) => model.name)).size).toBeGreaterThanOrEqual(12);
  expect(operations.filter(({ operation }) => operation === undefined)).toEqual([]);
  expect(operations.length).toBeGreaterThan(100);
});

test('every operation refuses what the model excludes, and names it', async () => {
  let count = 0;
  const problems = await unexpected(async function* (emulated) {
    for (const { path, rule, input } of broken(emulated)) {
      count += 1;
      const error = await invoke(emulated, input);
      const code = emulated.model.errorShape(error?.code ?? '')?.shape.error?.code ?? error?.code;
      const name = path.at(-1) as string;
      if (code !== codeOf(emulated.model.name))
        yield `${path.join('.')} (${rule}): ${code ?? 'was accepted'}: ${error?.message.slice(0, 200)}`;
      else if (!error?.message.toLowerCase().includes(name.toLowerCase()))
        yield `${path.join('.')} (${rule}): the message does not name it: ${error?.message.slice(0, 200)}`;
    }
  });
  expect(problems).toEqual([]);
  // Every operation that has parameters is among them, most with several rules.
  expect(count).toBeGreaterThan(1000);
});

test('every operation accepts the smallest input that the model allows, or refuses it with an error of its model', async () => {
  const problems = await unexpected(async function* ({ model, operation }) {
    const input = operation.input ? exampleOf(model, operation.input) : {};
    const error = await invoke({ model, operation }, input);
    if (error === undefined || isDeclared(model, operation, error)) return;
    yield `${JSON.stringify(input)}: ${error.code}: ${error.message.slice(0, 200)}`;
  });
  expect(problems).toEqual([]);
  expect(lines.filter((line) => line.includes('does not fit the service model'))).toEqual([]);
});

/** S3's and SNS's models leave most errors out: these are in "Error responses" of the S3 API reference. */
const S3_CODES = [
  'NoSuchBucket',
  'NoSuchKey',
  'NoSuchUpload',
  'InvalidArgument',
  'MalformedXML',
  'NotImplemented',
];

function isDeclared(
  model: ServiceModel,
  operation: OperationModel,
  { code, message }: ServiceError,
): boolean {
  // Only a replica of another account's table needs no keys, so the model does not demand them; DynamoDB does.
  if (operation.name !== 'CreateTable' && message.includes('validation error')) return false;
  const declared = (operation.errors ?? []).flatMap(({ shape }) => [
    shape,
    model.shape({ shape }).error?.code ?? shape,
  ]);
  // Every service has it ("Common Errors").
  if (code === 'ValidationException' || code === 'AccessDenied') return true;
  return declared.includes(code) || (model.name === 's3' && S3_CODES.includes(code));
}

test('botocore, unchecked on its side, gets the code and the HTTP status of the model for every refusal', async () => {
  const cases = everyOperation().flatMap((emulated) =>
    broken(emulated)
      .filter(({ path }) => canBeSent(emulated, path))
      .map((one) => ({ ...emulated, ...one })),
  );
  const answers = await callWithBotocore(
    cases.map(({ model, operation, input }) => ({ service: model.name, operation: operation.name, input })),
  );
  const problems = cases.flatMap(({ model, operation, path, rule }, i) => {
    const expected = {
      code: codeOf(model.name),
      status: model.errorShape(codeOf(model.name))?.shape.error?.httpStatusCode ?? 400,
    };
    const answer = answers[i];
    return JSON.stringify(answer) === JSON.stringify(expected)
      ? []
      : [`${model.name} ${operation.name} ${path.join('.')} (${rule}): ${JSON.stringify(answer)}`];
  });
  expect(problems).toEqual([]);
  expect(cases.length).toBeGreaterThan(500);
});

/**
 * Whether botocore can put it on the wire: not a parameter that it does not know, nor what it makes the address or a
 * header of; nor what S3 tells operations apart by, for without it the request is one for another operation.
 */
function canBeSent({ model, operation }: Emulated, path: readonly string[]): boolean {
  const [first = ''] = path;
  if (path.includes('NotInTheModel') || ADDRESSING.includes(first)) return false;
  const location = model.shape(operation.input as ShapeRef).members?.[first]?.location;
  return location !== 'uri' && location !== 'header' && location !== 'headers';
}

async function callWithBotocore(requests: object[]): Promise<object[]> {
  const file = join(folder, 'requests.json');
  writeFileSync(file, JSON.stringify(requests));
  const { stdout } = await promisify(execFile)(
    join(ROOT, '.venv/bin/python'),
    [join(__dirname, 'call_service.py'), file],
    {
      maxBuffer: 64 * 1024 * 1024,
      env: {
        AWS_ENDPOINT_URL: runtime.url,
        AWS_ACCESS_KEY_ID: OPERATOR.accessKeyId,
        AWS_SECRET_ACCESS_KEY: OPERATOR.secretAccessKey,
        AWS_DEFAULT_REGION: REGION,
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_CONFIG_FILE: '/dev/null',
        AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      },
    },
  );
  return JSON.parse(stdout);
}

/** Every operation, each of which does `handle` instead of what it does otherwise. */
async function everyOperationInstead(handle: Operation['handle']): Promise<LocalGateway> {
  const services = (runtime.gateway as LocalGateway).list().map(({ service }) => {
    const wrong: Operation = { permissions: () => [], handle };
    const names = Object.keys(service.operations);
    return { model: service.model, operations: Object.fromEntries(names.map((name) => [name, wrong])) };
  });
  return createGateway({
    services,
    iam: await createIam({ account: ACCOUNT, clock: systemClock }),
    faults: createFaults(),
    clock: systemClock,
    account: ACCOUNT,
    models: MODELS,
  });
}

/** A code that the operation declares, with the shape that says what belongs to it. */
const declaredError = ({ model, operation }: Emulated) => {
  const [first] = operation.errors ?? [];
  return first && { name: first.shape, shape: model.shape(first) };
};

const WRONG: readonly (readonly [string, (emulated: Emulated) => ServiceError | undefined])[] = [
  ['a code that neither it nor the service has', () => new ServiceError('NotInTheModel', 'x')],
  [
    'a member that the shape does not have',
    (emulated) => {
      const known = declaredError(emulated);
      return known && new ServiceError(known.name, 'x', { notInTheModel: 'NotInTheModel' });
    },
  ],
  [
    'another status than the model says',
    (emulated) => {
      const known = declaredError(emulated);
      const isModelled = known?.shape.error?.httpStatusCode !== undefined;
      return isModelled ? new ServiceError(known.name, 'NotInTheModel', { status: 418 }) : undefined;
    },
  ],
];

const answersOf: readonly (readonly [string, (emulated: Emulated) => unknown])[] = [
  ['an answer with a member that the model does not have', () => ({ NotInTheModel: 1 })],
  ...WRONG.map(([what, make]) => [`an error with ${what}`, make] as const),
];

test.each(answersOf)('%s never leaves, whichever operation gives it', async (_what, make) => {
  let current: Emulated | undefined;
  const gateway = await everyOperationInstead(() => {
    const made = make(current as Emulated);
    if (made instanceof ServiceError) throw made;
    return made;
  });
  const principal = { arn: `arn:aws:iam::${ACCOUNT}:user/${OPERATOR.userName}`, account: ACCOUNT };
  let count = 0;
  for (current of everyOperation()) {
    if (make(current) === undefined) continue;
    count += 1;
    const { model, operation } = current;
    const input = operation.input ? exampleOf(model, operation.input) : {};
    await expect(
      gateway.invoke({ service: model.name, operation: operation.name, region: REGION, principal, input }),
    ).rejects.toMatchObject({
      code: 'InternalFailure',
      message: expect.stringMatching(/does not fit the service model: .*NotInTheModel/i),
    });
  }
  expect(count).toBeGreaterThan(25);
});
