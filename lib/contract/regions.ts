/** The regions in which CodeArtifact exists (botocore's endpoints.json, service `codeartifact`, partition `aws`). */
export const CODEARTIFACT_REGIONS = [
  'ap-northeast-1',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'eu-central-1',
  'eu-north-1',
  'eu-south-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'us-east-1',
  'us-east-2',
  'us-west-2',
] as const;

/** Those of {@link CODEARTIFACT_REGIONS} in which CodeBuild offers Lambda compute (CodeBuild user guide, `lambda.html`). */
export const CODEBUILD_LAMBDA_REGIONS = [
  'ap-northeast-1',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'eu-central-1',
  'eu-west-1',
  'us-east-1',
  'us-east-2',
  'us-west-2',
] as const;
