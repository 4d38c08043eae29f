import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { systemClock } from '../../lib/local/clock';
import { OPERATOR } from '../../lib/local/iam/iam';
import { createRuntime } from '../../lib/local/runtime';

const LOCAL_ACCOUNT = '000000000000';
const LOCAL_ROLE = 'contract';

/** The account that the contract tests talk to: the one of the local runtime or, with `REMOTE=1`, a real one. */
export interface Account {
  readonly id: string;
  readonly region: string;
  /** Whether this is AWS, where all takes longer and costs something. */
  readonly remote: boolean;
  /** A role that Step Functions and CodeBuild may assume; it needs no rights. */
  readonly roleArn: string;
  /** Settings of an SDK client. */
  readonly client: {
    readonly region: string;
    readonly endpoint?: string;
    readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  close(): Promise<void>;
}

/** What `REMOTE=1` needs besides credentials. */
export interface RemoteSettings {
  readonly id: string;
  readonly region: string;
  readonly roleArn: string;
}

/**
 * Reads the settings of a run against AWS; undefined when none is asked for.
 * @throws Error unless the account is named, so that nobody's account is used by accident
 */
export function remoteSettings(
  environment: Readonly<Record<string, string | undefined>>,
): RemoteSettings | undefined {
  const { REMOTE, REMOTE_ACCOUNT_ID: id, REMOTE_ROLE_ARN: roleArn, AWS_REGION: region } = environment;
  if (REMOTE === undefined || REMOTE === '') return undefined;
  if (REMOTE !== '1') throw new Error(`REMOTE: expected 1 or nothing, got "${REMOTE}"`);
  if (!/^\d{12}$/.test(id ?? ''))
    throw new Error(
      `REMOTE_ACCOUNT_ID: expected the 12 digits of the account that the tests may create resources in, got ${shown(id)}`,
    );
  if (!roleArn?.startsWith(`arn:aws:iam::${id}:role/`))
    throw new Error(
      `REMOTE_ROLE_ARN: expected a role of account ${id} that states.amazonaws.com and codebuild.amazonaws.com may assume (it needs no rights), got ${shown(roleArn)}`,
    );
  if (!region) throw new Error('AWS_REGION: expected the region to create resources in, got nothing');
  return { id: id as string, region, roleArn };
}

/** @throws Error when the credentials are those of another account than the one that was named */
export async function checkAccount(client: STSClient, expected: string): Promise<void> {
  const { Account: found } = await client.send(new GetCallerIdentityCommand({}));
  if (found !== expected)
    throw new Error(
      `REMOTE_ACCOUNT_ID: expected ${expected}, but the credentials are those of account ${found}`,
    );
}

/**
 * Opens the account that the environment asks for. On AWS the caller needs the rights to create, use and delete domains
 * and repositories of CodeArtifact, a table, a bucket, state machines and build projects whose names begin with
 * `contract-`, to pass the role, and `sts:GetServiceBearerToken`. A run takes some minutes and costs less than ten cents.
 */
export async function openAccount(environment = process.env): Promise<Account> {
  const remote = remoteSettings(environment);
  if (!remote) return await openLocal();
  const client = { region: remote.region };
  const sts = new STSClient(client);
  await checkAccount(sts, remote.id).finally(() => sts.destroy());
  return { ...remote, remote: true, client, close: async () => undefined };
}

async function openLocal(): Promise<Account> {
  const folder = mkdtempSync(join(tmpdir(), 'vigilant-contract-'));
  const region = 'us-east-1';
  const runtime = await createRuntime({
    assemblyDirectory: writeAssembly(join(folder, 'cdk.out'), region),
    account: LOCAL_ACCOUNT,
    projectRoot: join(__dirname, '../..'),
    clock: systemClock,
    log: () => undefined,
  });
  const { accessKeyId, secretAccessKey } = OPERATOR;
  return {
    id: LOCAL_ACCOUNT,
    region,
    remote: false,
    roleArn: `arn:aws:iam::${LOCAL_ACCOUNT}:role/${LOCAL_ROLE}`,
    client: { region, endpoint: runtime.url, credentials: { accessKeyId, secretAccessKey } },
    async close() {
      await runtime.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** An assembly with nothing but the role. */
function writeAssembly(directory: string, region: string): string {
  mkdirSync(directory);
  const write = (name: string, content: unknown) =>
    writeFileSync(join(directory, name), JSON.stringify(content));
  const statement = {
    Effect: 'Allow',
    Principal: { Service: ['states.amazonaws.com', 'codebuild.amazonaws.com'] },
    Action: 'sts:AssumeRole',
  };
  write('Stack.template.json', {
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: LOCAL_ROLE,
          AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [statement] },
        },
      },
    },
  });
  write('manifest.json', {
    artifacts: {
      Stack: {
        type: 'aws:cloudformation:stack',
        environment: `aws://unknown-account/${region}`,
        properties: { templateFile: 'Stack.template.json' },
      },
    },
  });
  return directory;
}

function shown(value: string | undefined): string {
  return value === undefined ? 'nothing' : `"${value}"`;
}
