/** How a type of resource is drawn; `undefined` for those that are left out, because the diagram would say less with them. */
export const KINDS: Readonly<Record<string, Kind | undefined>> = {
  'AWS::CodeArtifact::Repository': {
    service: 'CodeArtifact',
    name: 'RepositoryName',
    open: '[(',
    close: ')]',
  },
  'AWS::CodeBuild::Project': { service: 'CodeBuild', name: 'Name', open: '[', close: ']' },
  'AWS::CodeCommit::Repository': { service: 'CodeCommit', name: 'RepositoryName', open: '[(', close: ')]' },
  'AWS::CodePipeline::Pipeline': { service: 'CodePipeline', name: 'Name', open: '[', close: ']' },
  'AWS::DynamoDB::Table': { service: 'DynamoDB', name: 'TableName', open: '[(', close: ')]' },
  'AWS::Lambda::Function': { service: 'Lambda', name: 'FunctionName', open: '[', close: ']' },
  'AWS::S3::Bucket': { service: 'S3', name: undefined, open: '[(', close: ')]' },
  'AWS::SNS::Topic': { service: 'SNS', name: 'TopicName', open: '([', close: '])' },
  'AWS::StepFunctions::StateMachine': {
    service: 'Step Functions',
    name: 'StateMachineName',
    open: '[[',
    close: ']]',
  },
  // Drawn as arrows: what may call what, and what starts what.
  'AWS::Events::Rule': undefined,
  'AWS::IAM::Role': undefined,
  // How things are kept, watched and shut off, not what they do.
  'AWS::CloudWatch::Alarm': undefined,
  'AWS::CloudWatch::Dashboard': undefined,
  'AWS::CodeArtifact::Domain': undefined,
  'AWS::CodeArtifact::PackageGroup': undefined,
  'AWS::KMS::Key': undefined,
  'AWS::Logs::LogGroup': undefined,
  'AWS::S3::BucketPolicy': undefined,
  'AWS::SNS::TopicPolicy': undefined,
};

/** Service, property with the name, and Mermaid's brackets around the text. */
export interface Kind {
  readonly service: string;
  readonly name: string | undefined;
  readonly open: string;
  readonly close: string;
}
