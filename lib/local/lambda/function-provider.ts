import { statSync } from 'node:fs';
import type { AssetCatalog } from '../assembly/asset-catalog';
import { generatedName } from '../assembly/generated-name';
import { refuseUnknownProperties } from '../assembly/known-properties';
import type { ResolvedResource, ResourceProvider } from '../assembly/resource-provider';
import type { Clock } from '../clock';
import { functionArn, type LambdaFunctions } from './lambda-function';

/** What Lambda sets itself and lets nobody define (Lambda Developer Guide, environment variables). */
const RESERVED_VARIABLES =
  /^(_HANDLER|_X_AMZN_TRACE_ID|LAMBDA_(TASK_ROOT|RUNTIME_DIR)|AWS_(REGION|DEFAULT_REGION|EXECUTION_ENV|ACCESS_KEY(_ID)?|SECRET_ACCESS_KEY|SESSION_TOKEN|LAMBDA_.*))$/;

/**
 * Deploys AWS::Lambda::Function from a folder of the assembly. Without effect here: processor architecture, tracing
 * (no X-Ray), encryption key of the variables, disk size, tags, and the share of concurrency that is reserved.
 */
export function functionProvider(options: {
  functions: LambdaFunctions;
  assets: AssetCatalog;
  clock: Clock;
}): ResourceProvider {
  return {
    type: 'AWS::Lambda::Function',
    async deploy(resource) {
      refuseUnknownProperties(resource, {
        emulated: [
          'Code',
          'Description',
          'Environment',
          'FunctionName',
          'Handler',
          'LoggingConfig',
          'MemorySize',
          'Role',
          'Runtime',
          'Timeout',
        ],
        withoutEffect: [
          'Architectures',
          'EphemeralStorage',
          'KmsKeyArn',
          'ReservedConcurrentExecutions',
          'Tags',
          'TracingConfig',
        ],
      });
      const { properties, region, account } = resource;
      const name = properties.FunctionName ?? generatedName(resource);
      const arn = functionArn({ region, account, name });
      const logging = properties.LoggingConfig ?? {};
      options.functions.add({
        name,
        arn,
        region,
        account,
        codeDirectory: codeDirectory(resource, options.assets),
        codeKey: properties.Code.S3Key,
        handler: properties.Handler,
        runtime: nodeRuntime(properties.Runtime),
        roleArn: properties.Role,
        environment: variables(properties.Environment?.Variables ?? {}),
        timeoutSeconds: Number(properties.Timeout ?? 3),
        memoryMegabytes: Number(properties.MemorySize ?? 128),
        description: properties.Description ?? '',
        logGroup: logging.LogGroup ?? `/aws/lambda/${name}`,
        logFormat: logging.LogFormat ?? 'Text',
        applicationLogLevel: logging.ApplicationLogLevel,
        systemLogLevel: logging.SystemLogLevel,
        deployedAt: options.clock.now(),
      });
      return { ref: name, attributes: { Arn: arn } };
    },
  };
}

function codeDirectory({ properties }: ResolvedResource, assets: AssetCatalog): string {
  const { S3Bucket, S3Key } = properties.Code ?? {};
  if (S3Bucket === undefined || S3Key === undefined)
    throw new Error(
      `Code: expected S3Bucket and S3Key, got ${Object.keys(properties.Code ?? {}).join(', ')}`,
    );
  const asset = assets.find(S3Bucket, S3Key);
  if (asset === undefined)
    throw new Error(
      `Code: s3://${S3Bucket}/${S3Key} is not an asset of the assembly; only those are supported`,
    );
  if (!statSync(asset.path).isDirectory())
    throw new Error(`Code: expected the asset to be a folder, got the file ${asset.path}`);
  return asset.path;
}

function nodeRuntime(runtime: string | undefined): string {
  if (!/^nodejs\d+\.x$/.test(runtime ?? ''))
    throw new Error(`Runtime: expected nodejsNN.x, got "${runtime}"; other runtimes are not emulated`);
  return runtime as string;
}

function variables(given: Record<string, unknown>): Record<string, string> {
  const reserved = Object.keys(given).filter((name) => RESERVED_VARIABLES.test(name));
  if (reserved.length > 0)
    throw new Error(
      `Environment: ${reserved.join(', ')} cannot be set, Lambda sets ${reserved.length === 1 ? 'it' : 'them'} itself`,
    );
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]));
}
