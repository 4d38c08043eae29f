import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type Clock, systemClock } from '../../../lib/local/clock';
import {
  type CodeBuild,
  type CodeBuildOptions,
  createCodeBuild,
} from '../../../lib/local/codebuild/codebuild';
import type { BusEvent } from '../../../lib/local/events/event-bus';
import { outputProblems } from '../../../lib/local/http/validation/check-output';
import { validateInput } from '../../../lib/local/http/validation/validate-input';
import type { Iam } from '../../../lib/local/iam/iam';
import { createLogs, type Logs } from '../../../lib/local/logs/logs';
import {
  type Call,
  type InternalCall,
  type Operation,
  type Principal,
  ServiceError,
} from '../../../lib/local/service';
import { openStore, type Store } from '../../../lib/local/storage/store';
import { MODELS } from '../http/models';

export const REGION = 'us-east-1';
export const ACCOUNT = '000000000000';
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/job`;

const operator: Principal = { arn: `arn:aws:iam::${ACCOUNT}:user/operator`, account: ACCOUNT };

/** CodeBuild with stand-ins for S3 and IAM that remember what they were asked, and with real logs. */
export class CodeBuildFixture {
  readonly objects = new Map<string, Buffer>();
  readonly puts: Record<string, any>[] = [];
  /** Bodies of all uploads, also of those that were denied. */
  readonly bodies: Readable[] = [];
  readonly events: BusEvent[] = [];
  readonly denied = new Set<string>();
  readonly workDirectory = join(mkdtempSync(join(tmpdir(), 'codebuild-')), 'jobs');
  codeBuild!: CodeBuild;
  logs!: Logs;
  store!: Store;

  /** @param clock of CodeBuild itself; how long its processes take is up to them */
  constructor(private readonly clock: Clock) {}

  static async create(store?: Store, clock: Clock = systemClock): Promise<CodeBuildFixture> {
    const fixture = new CodeBuildFixture(clock);
    await fixture.restart(store ?? (await openStore()));
    return fixture;
  }

  async restart(store: Store): Promise<void> {
    this.store = store;
    this.logs = createLogs({ store, clock: systemClock });
    this.codeBuild = createCodeBuild(this.options());
    await this.codeBuild.load();
  }

  options(): CodeBuildOptions {
    return {
      store: this.store,
      gateway: { emulates: () => true, invoke: (call) => this.invoke(call) },
      iam: this.iam(),
      logs: this.logs.sink,
      bus: { publish: (event) => this.events.push(event) },
      clock: this.clock,
      account: ACCOUNT,
      image: { path: ['/image/bin'] },
      workDirectory: this.workDirectory,
      endpoint: () => 'http://127.0.0.1:4566',
      hostEnvironment: { PIP_INDEX_URL: 'http://index.test/simple' },
    };
  }

  async project(buildspec: string | undefined, properties: Record<string, unknown> = {}): Promise<void> {
    await this.deploy({
      Source: { Type: 'NO_SOURCE', BuildSpec: buildspec },
      ...properties,
    });
  }

  async deploy(properties: Record<string, unknown>) {
    return this.codeBuild.providers[0]?.deploy({
      stack: 'S',
      logicalId: 'P',
      type: 'AWS::CodeBuild::Project',
      region: REGION,
      account: ACCOUNT,
      properties: {
        Name: 'p',
        Source: { Type: 'NO_SOURCE' },
        Artifacts: { Type: 'NO_ARTIFACTS' },
        Environment: {
          Type: 'LINUX_CONTAINER',
          Image: 'aws/codebuild/standard:7.0',
          ComputeType: 'BUILD_GENERAL1_SMALL',
          PrivilegedMode: false,
        },
        ServiceRole: ROLE,
        ...properties,
      },
    });
  }

  /** Calls an operation; input and output are held against AWS's service model. */
  async call(operation: string, input: object): Promise<any> {
    const model = MODELS.get('codebuild');
    const shapes = model.operations[operation];
    if (shapes === undefined) throw new Error(`no operation ${operation}`);
    validateInput(model, shapes, input);
    const call = { region: REGION, account: ACCOUNT, principal: operator } as Call;
    const implementation = this.codeBuild.service.operations[operation] as Operation;
    await implementation.permissions(input, call);
    const output = await implementation.handle(input, call);
    expect(outputProblems(model, shapes.output, output)).toEqual([]);
    return output;
  }

  async start(overrides: object = {}): Promise<string> {
    const { build } = await this.call('StartBuild', { projectName: 'p', ...overrides });
    return build.id;
  }

  async get(id: string): Promise<any> {
    return (await this.call('BatchGetBuilds', { ids: [id] })).builds[0];
  }

  /** Runs a build to its end. */
  async build(overrides: object = {}): Promise<any> {
    const id = await this.start(overrides);
    await this.codeBuild.finished(REGION, id);
    return this.get(id);
  }

  /** Starts a build and waits until its log has a line. */
  async startUntil(line: string): Promise<string> {
    const id = await this.start();
    while (!(await this.log(id)).includes(line)) await systemClock.sleep(20);
    return id;
  }

  /** Log of a build, as one text. */
  async log(id: string): Promise<string> {
    const input = {
      logGroupName: '/aws/codebuild/p',
      logStreamName: id.split(':')[1],
      startFromHead: true,
    };
    const answer: any = await Promise.resolve(
      this.logs.service.operations['GetLogEvents']?.handle(input, {
        region: REGION,
        account: ACCOUNT,
      } as Call),
    ).catch(() => ({ events: [] }));
    return answer.events.map((event: { message: string }) => event.message).join('');
  }

  /** Lines of a log that are not the agent's. */
  async output(id: string): Promise<string[]> {
    return (await this.log(id)).split('\n').filter((line) => line !== '' && !line.startsWith('[Container]'));
  }

  private async invoke({ service, operation, input, region, principal }: InternalCall): Promise<any> {
    const request = input as any;
    if (operation === 'PutObject') this.bodies.push(request.Body);
    this.allow(`${service}:${operation}`, principal);
    if (service === 'logs')
      return this.logs.service.operations[operation]?.handle(request, { region, account: ACCOUNT } as Call);
    const name = `${request.Bucket}/${request.Key}${request.VersionId ? `?${request.VersionId}` : ''}`;
    if (operation === 'PutObject') {
      this.objects.set(name, await buffer(request.Body));
      this.puts.push(request);
      return {};
    }
    const object = this.objects.get(name);
    if (object === undefined) throw new ServiceError('NoSuchKey', 'The specified key does not exist.');
    return { Body: Readable.from([object]) };
  }

  private allow(action: string, principal: Principal): void {
    if (this.denied.has(action))
      throw new ServiceError(
        'AccessDeniedException',
        `User: ${principal.arn} is not authorized to perform: ${action}`,
      );
  }

  private iam(): Iam {
    return {
      authorize: (principal, permissions) => {
        for (const { action } of permissions) this.allow(action, principal);
      },
      assumeRole: ({ roleArn, sessionName }) => {
        this.allow('sts:AssumeRole', operator);
        return {
          principal: {
            arn: `arn:aws:sts::${ACCOUNT}:assumed-role/job/${sessionName}`,
            roleArn,
            account: ACCOUNT,
          },
          credentials: {
            accessKeyId: 'ASIAEXAMPLEKEY000001',
            secretAccessKey: 'secret-of-job',
            sessionToken: 'token-of-job',
            expiration: systemClock.now() + 3_600_000,
          },
        };
      },
      identify: () => operator,
      putResourcePolicy: () => undefined,
    };
  }
}
