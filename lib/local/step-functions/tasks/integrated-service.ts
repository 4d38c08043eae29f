/** How Step Functions names a service that it calls: in the history, in error names, in causes. */
export interface IntegratedService {
  /** Folder in botocore's data. */
  readonly model: string;
  /** First part of an error name: `DynamoDB.ConditionalCheckFailedException`. */
  readonly errorPrefix: string;
  /** Error of the service that its model does not name. */
  readonly genericError: string;
  /** `(Service: …` in causes. */
  readonly causeName: string;
  /** Optimized integrations answer with the SDK's metadata, have numbers as times, and word causes differently. */
  readonly optimized: boolean;
}

/**
 * Optimized integrations are built on version 1 of the AWS SDK for Java, as recorded causes show; its class names are
 * in its reference (`AmazonDynamoDBException`, `AWSLambdaException` …).
 */
const OPTIMIZED: Readonly<
  Record<string, readonly [model: string, prefix: string, generic: string, cause: string]>
> = {
  lambda: ['lambda', 'Lambda', 'AWSLambdaException', 'AWSLambda'],
  codebuild: ['codebuild', 'CodeBuild', 'AWSCodeBuildException', 'AWSCodeBuild'],
  dynamodb: ['dynamodb', 'DynamoDB', 'AmazonDynamoDBException', 'AmazonDynamoDBv2'],
  events: ['events', 'EventBridge', 'AmazonEventBridgeException', 'AmazonEventBridge'],
  sns: ['sns', 'SNS', 'AmazonSNSException', 'AmazonSNS'],
  states: ['stepfunctions', 'StepFunctions', 'AWSStepFunctionsException', 'AWSStepFunctions'],
};

/** SDK integrations are built on version 2; these are the names of its clients where the service id does not give them. */
const SDK: Readonly<Record<string, readonly [model: string, client: string]>> = {
  sfn: ['stepfunctions', 'Sfn'],
  dynamodb: ['dynamodb', 'DynamoDb'],
  s3: ['s3', 'S3'],
  sns: ['sns', 'Sns'],
  sts: ['sts', 'Sts'],
  lambda: ['lambda', 'Lambda'],
  codebuild: ['codebuild', 'CodeBuild'],
  codepipeline: ['codepipeline', 'CodePipeline'],
  codeartifact: ['codeartifact', 'Codeartifact'],
  codecommit: ['codecommit', 'CodeCommit'],
  eventbridge: ['events', 'EventBridge'],
  cloudwatchlogs: ['logs', 'CloudWatchLogs'],
};

/** @param service as in the resource: `dynamodb`, `aws-sdk:dynamodb`; undefined if this runtime does not have it. */
export function integratedService(service: string): IntegratedService | undefined {
  if (!service.startsWith('aws-sdk:')) {
    const found = OPTIMIZED[service];
    if (found === undefined) return undefined;
    const [model, errorPrefix, genericError, causeName] = found;
    return { model, errorPrefix, genericError, causeName, optimized: true };
  }
  const found = SDK[service.slice('aws-sdk:'.length)];
  if (found === undefined) return undefined;
  const [model, client] = found;
  return {
    model,
    errorPrefix: client,
    genericError: `${client}Exception`,
    causeName: client,
    optimized: false,
  };
}

/** The services that can stand after `aws-sdk:`. */
export const SDK_SERVICES: readonly string[] = Object.keys(SDK);
