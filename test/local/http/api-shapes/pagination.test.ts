import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '../../../../lib/local/clock';
import type { LocalGateway } from '../../../../lib/local/http/create-gateway';
import { OPERATOR } from '../../../../lib/local/iam/iam';
import { createRuntime, type LocalRuntime } from '../../../../lib/local/runtime';
import { MODEL_DIRECTORY } from '../models';
import { addPagedData, type Invoke, writePagedAssembly } from './paged-data';

const ROOT = join(__dirname, '../../../..');
const TOOLS = join(ROOT, '.venv/bin');
const run = promisify(execFile);
const ACCOUNT = '000000000000';

/** What a list is asked for, where that is more than nothing. */
const first = { domain: 'one', repository: 'first', format: 'pypi' };
const alpha = { ...first, package: 'alpha' };
const machine = `arn:aws:states:us-east-1:${ACCOUNT}:stateMachine:paged`;
const INPUTS: Readonly<Record<string, object>> = {
  's3 ListObjectVersions': { Bucket: 'things' },
  's3 ListObjects': { Bucket: 'things' },
  's3 ListObjectsV2': { Bucket: 'things' },
  'dynamodb Query': {
    TableName: 'second',
    KeyConditionExpression: 'pk = :p',
    ExpressionAttributeValues: { ':p': { S: 'p' } },
  },
  'dynamodb Scan': { TableName: 'second' },
  'logs DescribeLogStreams': { logGroupName: '/first' },
  'logs FilterLogEvents': { logGroupName: '/first' },
  'codeartifact ListPackageGroups': { domain: 'one' },
  'codeartifact ListPackages': { domain: 'one', repository: 'first' },
  'codeartifact ListPackageVersions': alpha,
  'codeartifact ListPackageVersionAssets': { ...alpha, packageVersion: '1.0' },
  'codeartifact ListRepositoriesInDomain': { domain: 'one' },
  'stepfunctions ListExecutions': { stateMachineArn: machine },
  'stepfunctions GetExecutionHistory': {
    executionArn: `${machine.replace('stateMachine', 'execution')}:one`,
  },
  'codepipeline ListPipelineExecutions': { pipelineName: 'demo' },
  'codepipeline ListActionExecutions': { pipelineName: 'demo' },
  'events ListTargetsByRule': { Rule: 'first' },
};

/** Lists that nobody can see a second page of here, each with the reason. */
const ONE_PAGE: Readonly<Record<string, string>> = {
  'codebuild ListBuilds': 'would need 101 builds; its paging is that of ListProjects',
  'codebuild ListBuildsForProject': 'would need 101 builds; its paging is that of ListProjects',
  'codecommit ListRepositories': 'the service gives 1,000 on a page, and the runtime all of them',
  'codecommit ListBranches': 'the size of a page is documented nowhere, and the runtime gives all of them',
  'codeartifact ListPackageGroups': 'only templates create groups; see providers.test.ts',
};

interface Paginator {
  readonly input_token: string | readonly string[];
  readonly output_token: string | readonly string[];
  readonly limit_key?: string;
  readonly more_results?: string;
  readonly result_key: string | readonly string[];
}

let folder: string;
let runtime: LocalRuntime;

const invoke: Invoke = (service, operation, input) =>
  runtime.gateway.invoke({
    service,
    operation,
    input,
    region: 'us-east-1',
    principal: { arn: `arn:aws:iam::${ACCOUNT}:user/${OPERATOR.userName}`, account: ACCOUNT },
  });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vigilant-pages-'));
  runtime = await createRuntime({
    assemblyDirectory: writePagedAssembly(join(folder, 'cdk.out'), ACCOUNT),
    account: ACCOUNT,
    projectRoot: ROOT,
    clock: systemClock,
    log: () => undefined,
  });
  await addPagedData(invoke, runtime.url, ACCOUNT);
});
afterAll(async () => {
  await runtime?.close();
  rmSync(folder, { recursive: true, force: true });
});

function environment() {
  return {
    AWS_ENDPOINT_URL: runtime.url,
    AWS_ACCESS_KEY_ID: OPERATOR.accessKeyId,
    AWS_SECRET_ACCESS_KEY: OPERATOR.secretAccessKey,
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  };
}

/** botocore's own description of how a service's lists are paged. */
function paginatorsOf(service: string): Record<string, Paginator> {
  const versions = readdirSync(join(MODEL_DIRECTORY, service)).sort();
  const file = join(MODEL_DIRECTORY, service, versions.at(-1) as string, 'paginators-1.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8')).pagination;
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return {};
    throw error;
  }
}

/** Every list of the runtime that botocore knows to be paged. */
function pagedLists(): { service: string; operation: string; paginator: Paginator }[] {
  return (runtime.gateway as LocalGateway).list().flatMap(({ service }) => {
    const paginators = paginatorsOf(service.model);
    return Object.keys(service.operations).flatMap((operation) => {
      const paginator = paginators[operation];
      return paginator ? [{ service: service.model, operation, paginator }] : [];
    });
  });
}

const several = (value: string | readonly string[]): readonly string[] =>
  typeof value === 'string' ? [value] : value;

/** Value of a paginator's expression: `NextMarker || Contents[-1].Key`. */
function memberAt(answer: any, expression: string): unknown {
  const values = expression.split(' || ').map((path) =>
    path.split('.').reduce((value, step) => {
      const [, name = '', last] = /^(\w+)(\[-1\])?$/.exec(step) ?? [];
      return last === undefined ? value?.[name] : value?.[name]?.at(-1);
    }, answer),
  );
  return values.find((value) => value !== undefined);
}

/** All pages, read as botocore's paginator reads them. */
async function pagesOf(list: ReturnType<typeof pagedLists>[number], limit: number | undefined) {
  const { service, operation, paginator } = list;
  const pages: any[][] = [];
  let token: Record<string, unknown> = {};
  for (;;) {
    const size = limit !== undefined && paginator.limit_key ? { [paginator.limit_key]: limit } : {};
    const answer = await invoke(service, operation, {
      ...INPUTS[`${service} ${operation}`],
      ...size,
      ...token,
    });
    pages.push(
      several(paginator.result_key)
        .map((key) => answer[key])
        .filter(Array.isArray)
        .flat(),
    );
    if (paginator.more_results !== undefined && !answer[paginator.more_results]) return pages;
    const outputs = several(paginator.output_token);
    token = Object.fromEntries(
      several(paginator.input_token).flatMap((name, i) => {
        const value = memberAt(answer, outputs[i] as string);
        return value === undefined ? [] : [[name, value]];
      }),
    );
    if (Object.keys(token).length === 0) return pages;
    if (pages.length > 1000) throw new Error(`${service} ${operation}: the pages have no end`);
  }
}

test('every list that botocore pages comes in pages that are no longer than asked for and together the whole', async () => {
  const lists = pagedLists();
  expect(lists.length).toBeGreaterThan(25);
  const wrong: string[] = [];
  for (const list of lists) {
    const name = `${list.service} ${list.operation}`;
    if (name in ONE_PAGE) continue;
    const whole = (await pagesOf(list, undefined)).flat();
    const pages = await pagesOf(list, 1);
    const longest = Math.max(...pages.map((page) => page.length));
    if (whole.length < 2) wrong.push(`${name}: the test has not given it enough to list`);
    if (pages.length < 2) wrong.push(`${name}: one page of ${longest}`);
    if (longest > (list.paginator.limit_key === undefined ? 100 : 1))
      wrong.push(`${name}: a page of ${longest}`);
    if (JSON.stringify(pages.flat()) !== JSON.stringify(whole))
      wrong.push(`${name}: the pages together are not the whole`);
  }
  expect(wrong).toEqual([]);
});

test('botocore reads the same lists over HTTP with its own paginators', async () => {
  const paged = pagedLists().filter(({ service, operation }) => !(`${service} ${operation}` in ONE_PAGE));
  const lists = paged.map(({ service, operation, paginator }) => ({
    service,
    operation,
    pageSize: paginator.limit_key === undefined ? undefined : 2,
    input: INPUTS[`${service} ${operation}`] ?? {},
  }));
  const file = join(folder, 'lists.json');
  writeFileSync(file, JSON.stringify(lists));
  const { stdout } = await run(join(TOOLS, 'python'), [join(__dirname, 'read_lists.py'), file], {
    env: environment(),
  });
  const counts: Record<string, number> = JSON.parse(stdout);
  for (const list of paged) {
    const name = `${list.service} ${list.operation}`;
    expect([name, counts[name]]).toEqual([name, (await pagesOf(list, undefined)).flat().length]);
  }
});

/** A command of the aws CLI for each service, and what its output must have something in. */
const COMMANDS: Readonly<Record<string, readonly [string, string]>> = {
  codeartifact: ['codeartifact list-domains', 'domains'],
  codebuild: ['codebuild list-projects', 'projects'],
  codecommit: ['codecommit list-repositories', 'repositories'],
  codepipeline: ['codepipeline list-pipelines', 'pipelines'],
  dynamodb: ['dynamodb list-tables', 'TableNames'],
  events: ['events list-rules', 'Rules'],
  lambda: ['lambda list-functions', 'Functions'],
  logs: ['logs describe-log-groups', 'logGroups'],
  s3: ['s3api list-buckets', 'Buckets'],
  sns: ['sns list-topics', 'Topics'],
  stepfunctions: ['stepfunctions list-state-machines', 'stateMachines'],
  sts: ['sts get-caller-identity', 'Account'],
};

test('the aws CLI reads an answer of every service', async () => {
  const services = (runtime.gateway as LocalGateway).list().map(({ service }) => service.model);
  expect(services.sort()).toEqual(Object.keys(COMMANDS));
  const commands = Object.values(COMMANDS).map(([command]) => [...command.split(' '), '--output', 'json']);
  const script = [join(__dirname, 'run_aws_cli.py'), JSON.stringify(commands)];
  const { stdout } = await run(join(TOOLS, 'python'), script, { env: environment() });
  const results: { code: number; output: string }[] = JSON.parse(stdout);
  for (const [i, [command, member]] of Object.values(COMMANDS).entries()) {
    const { code, output } = results[i] as { code: number; output: string };
    expect([command, code, JSON.parse(output)[member].length > 0]).toEqual([command, 0, true]);
  }
});

test('every list that has one page only is one of the runtime', () => {
  const names = pagedLists().map(({ service, operation }) => `${service} ${operation}`);
  expect(names).toEqual(expect.arrayContaining(Object.keys(ONE_PAGE)));
  expect(names).toEqual(expect.arrayContaining(Object.keys(INPUTS)));
});
