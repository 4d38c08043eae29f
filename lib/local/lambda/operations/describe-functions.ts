import { createPaging, listOf } from '../../paging';
import { type Operation, ServiceError } from '../../service';
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

const pageOf = createPaging(
  PAGE_SIZE,
  () =>
    new ServiceError('InvalidParameterValueException', 'Marker: expected one that a former page gave out'),
);

/** ListFunctions: the functions of the region, in the order of their names. */
export function listFunctions(functions: LambdaFunctions): Operation {
  return {
    permissions: () => [{ action: 'lambda:ListFunctions', resource: '*' }],
    async handle({ Marker, MaxItems = PAGE_SIZE }, call) {
      const list = listOf('ListFunctions', functions.inRegion(call.region), ({ name }) => name);
      const request = { maxResults: Math.min(MaxItems, PAGE_SIZE), nextToken: Marker };
      const { items, nextToken } = await pageOf(list, request);
      return { Functions: items.map(configurationOf), NextMarker: nextToken };
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
