import type { Operation } from '../../service';
import { LATEST, type LambdaFunction, type LambdaFunctions, parseFunctionName } from '../lambda-function';

/** GetFunction: configuration of a function and where its code is. */
export function getFunction(functions: LambdaFunctions): Operation {
  return {
    permissions: (input, call) => [
      { action: 'lambda:GetFunction', resource: parseFunctionName(input, call).arn },
    ],
    handle(input, call) {
      const { arn, qualifier } = parseFunctionName(input, call);
      const definition = functions.get(arn, qualifier);
      return {
        Configuration: configurationOf(definition),
        Code: { RepositoryType: 'S3', Location: `file://${definition.codeDirectory}` },
      };
    },
  };
}

/** GetFunctionConfiguration: settings of a function. */
export function getFunctionConfiguration(functions: LambdaFunctions): Operation {
  return {
    permissions: (input, call) => [
      { action: 'lambda:GetFunctionConfiguration', resource: parseFunctionName(input, call).arn },
    ],
    handle(input, call) {
      const { arn, qualifier } = parseFunctionName(input, call);
      return configurationOf(functions.get(arn, qualifier));
    },
  };
}

/** Functions on a page unless the caller wants fewer (Lambda API reference, ListFunctions: "50 items per page"). */
const PAGE_SIZE = 50;

/** ListFunctions: the functions of the region, in the order of their names. */
export function listFunctions(functions: LambdaFunctions): Operation {
  return {
    permissions: () => [{ action: 'lambda:ListFunctions', resource: '*' }],
    handle({ Marker = '', MaxItems = PAGE_SIZE }, call) {
      const after = Buffer.from(Marker, 'base64url').toString('utf8');
      const left = functions.inRegion(call.region).filter(({ name }) => name > after);
      const page = left.slice(0, Math.min(MaxItems, PAGE_SIZE));
      const last = page.length < left.length ? page.at(-1)?.name : undefined;
      return {
        Functions: page.map(configurationOf),
        NextMarker: last && Buffer.from(last).toString('base64url'),
      };
    },
  };
}

function configurationOf(definition: LambdaFunction) {
  return {
    FunctionName: definition.name,
    FunctionArn: definition.arn,
    Runtime: definition.runtime,
    Role: definition.roleArn,
    Handler: definition.handler,
    Description: definition.description,
    Timeout: definition.timeoutSeconds,
    MemorySize: definition.memoryMegabytes,
    LastModified: new Date(definition.deployedAt).toISOString().replace('Z', '+0000'),
    Version: LATEST,
    Environment: { Variables: definition.environment },
    PackageType: 'Zip',
    State: 'Active',
    LastUpdateStatus: 'Successful',
    LoggingConfig: { LogFormat: definition.logFormat, LogGroup: definition.logGroup },
  };
}
