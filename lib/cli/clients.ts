import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { CodeartifactClient } from '@aws-sdk/client-codeartifact';
import { CodeBuildClient } from '@aws-sdk/client-codebuild';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { STSClient } from '@aws-sdk/client-sts';

/** How the SDK clients are made. What is left out comes from the environment, as with the AWS CLI. */
export interface ClientSettings {
  /** Region of pipeline, workflow and ledger. */
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /**
   * Milliseconds of silence after which an attempt of a call has failed.
   * @default - none: whoever waits for a command can stop it
   */
  readonly callLimit?: number;
}

/** The SDK clients of a command: one per service, and per region for the package repositories. */
export interface Clients {
  readonly stepFunctions: SFNClient;
  readonly codeBuild: CodeBuildClient;
  readonly codePipeline: CodePipelineClient;
  readonly dynamoDb: DynamoDBClient;
  readonly logs: CloudWatchLogsClient;
  readonly s3: S3Client;
  readonly sts: STSClient;
  codeArtifact(region: string): CodeartifactClient;
}

/** Makes the SDK clients. The only place of the CLI where clients are created. */
export function createClients({ callLimit, ...settings }: ClientSettings): Clients {
  const repositories = new Map<string, CodeartifactClient>();
  const requestHandler = { connectionTimeout: callLimit, socketTimeout: callLimit };
  const common = { ...settings, ...(callLimit !== undefined && { requestHandler }) };
  return {
    stepFunctions: new SFNClient(common),
    codeBuild: new CodeBuildClient(common),
    codePipeline: new CodePipelineClient(common),
    dynamoDb: new DynamoDBClient(common),
    logs: new CloudWatchLogsClient(common),
    // A bucket as a host name would need DNS for *.127.0.0.1.
    s3: new S3Client({ ...common, forcePathStyle: settings.endpoint !== undefined }),
    sts: new STSClient(common),
    codeArtifact(region) {
      const client = repositories.get(region) ?? new CodeartifactClient({ ...common, region });
      repositories.set(region, client);
      return client;
    },
  };
}
