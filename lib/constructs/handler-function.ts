import { join } from 'node:path';
import { AssetHashType, DockerImage, type Duration } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { buildSync } from 'esbuild';
import type { Grant } from './grant';
import { grantWriteLogs, ServiceLogs } from './service-logs';
import { ServiceRole } from './service-role';

/** Properties of a {@link HandlerFunction}. */
export interface HandlerFunctionProps {
  readonly functionName: string;
  readonly roleName: string;
  /** `inspect` for `lib/handlers/inspect.lambda.ts`. */
  readonly entry: string;
  readonly description: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeout: Duration;
  readonly logRetentionDays: number;
  /** What the function may do beside writing its log. */
  readonly grants: readonly Grant[];
}

const PROJECT_ROOT = join(__dirname, '..', '..');

/** A Lambda function from `lib/handlers`, bundled with all it needs, with a role and a log group of its own. */
export class HandlerFunction extends LambdaFunction {
  constructor(scope: Construct, id: string, props: HandlerFunctionProps) {
    const logGroupName = `/aws/lambda/${props.functionName}`;
    const role = new ServiceRole(scope, `${id}Role`, {
      roleName: props.roleName,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: props.description,
      grants: [grantWriteLogs(scope, logGroupName), ...props.grants],
    });
    super(scope, id, {
      functionName: props.functionName,
      description: props.description,
      role: role.exact,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: bundle(props.entry),
      environment: { ...props.environment },
      timeout: props.timeout,
      memorySize: 512,
      logGroup: new ServiceLogs(scope, `${id}Logs`, { logGroupName, retentionDays: props.logRetentionDays }),
    });
  }
}

/** Bundles with the project's own esbuild: no container, no network, and the SDK version of the lockfile. */
function bundle(entry: string): Code {
  const tryBundle = (outputDirectory: string) => {
    buildSync({
      absWorkingDir: PROJECT_ROOT,
      entryPoints: [join('lib', 'handlers', `${entry}.lambda.ts`)],
      outfile: join(outputDirectory, 'index.js'),
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      // The SDK's modules as it publishes them for bundlers, of which esbuild drops what is not used: a quarter less
      // to load in a cold start. https://aws.amazon.com/blogs/developer/reduce-lambda-cold-start-times-migrate-to-aws-sdk-for-javascript-v3/
      mainFields: ['module', 'main'],
      minifySyntax: true,
      keepNames: true,
      logLevel: 'warning',
    });
    return true;
  };
  return Code.fromAsset(join(PROJECT_ROOT, 'lib', 'handlers'), {
    // The bundle decides the hash: what it takes from outside this folder counts too.
    assetHashType: AssetHashType.OUTPUT,
    // The image is required by the type and never used, since `tryBundle` always succeeds or throws.
    // The command is what tells the bundles apart: CDK keeps one bundle for each folder, image and command.
    bundling: { image: DockerImage.fromRegistry('unused'), command: [entry], local: { tryBundle } },
  });
}
