import type { Assembly } from '../../lib/local/assembly/load-assembly';

/** Names of what the flows work with, as the templates give them. */
export interface DeploymentNames {
  /** Every region with repositories, in the order of deployment. */
  readonly regions: readonly string[];
  readonly primaryRegion: string;
  readonly domain: string;
  readonly staging: string;
  readonly release: string;
  readonly stateMachine: string;
  readonly sweepStateMachine: string;
  readonly pipeline: string;
  readonly gitRepository: string;
  readonly branch: string;
  readonly ledger: string;
  readonly publishProject: string;
  /** Log groups of jobs and functions. Those of state machines stay empty here. */
  readonly logGroups: readonly string[];
  readonly buildLogGroup: string;
  /** Whether a person must approve each push. */
  readonly approves: boolean;
  /** Other accounts that the domain gives tokens to. */
  readonly consumers: readonly string[];
}

/** Finds the names in an assembly. @throws Error for one that does not deploy what the flows need */
export function deploymentNames({ stacks }: Assembly): DeploymentNames {
  const resources = stacks.flatMap(({ region, template }) =>
    Object.values(template.Resources ?? {}).map((resource) => ({ ...resource, region })),
  );
  const all = (type: string) => resources.filter(({ Type }) => Type === type);
  const name = (type: string, property: string, fits: (name: string) => boolean = () => true): string => {
    const found = all(type)
      .filter(({ Properties }) => Properties?.['ExternalConnections'] === undefined)
      .map(({ Properties }) => Properties?.[property]);
    const text = found.find((one): one is string => typeof one === 'string' && fits(one));
    if (text === undefined)
      throw new Error(
        `expected an assembly with a ${type} that has a ${property}: the flows need a deployment of its own ` +
          'domain, repositories and CodeCommit source',
      );
    return text;
  };
  const logGroups = all('AWS::Logs::LogGroup').map(({ Properties }) => String(Properties?.['LogGroupName']));
  const domainPolicy = JSON.stringify(
    all('AWS::CodeArtifact::Domain')[0]?.Properties?.['PermissionsPolicyDocument'] ?? {},
  );
  const repository = 'AWS::CodeArtifact::Repository';
  const stateMachine = 'AWS::StepFunctions::StateMachine';
  const staging = /staging/;
  return {
    regions: [...new Set(all(repository).map(({ region }) => region))],
    primaryRegion: all(stateMachine)[0]?.region ?? '',
    domain: name('AWS::CodeArtifact::Domain', 'DomainName'),
    staging: name(repository, 'RepositoryName', (one) => staging.test(one)),
    release: name(repository, 'RepositoryName', (one) => !staging.test(one)),
    stateMachine: name(stateMachine, 'StateMachineName', (one) => one.endsWith('-publish')),
    sweepStateMachine: name(stateMachine, 'StateMachineName', (one) => one.endsWith('-sweep')),
    pipeline: name('AWS::CodePipeline::Pipeline', 'Name'),
    gitRepository: name('AWS::CodeCommit::Repository', 'RepositoryName'),
    branch: 'main',
    ledger: name('AWS::DynamoDB::Table', 'TableName'),
    publishProject: name('AWS::CodeBuild::Project', 'Name', (one) => one.includes('publish')),
    logGroups: logGroups.filter((one) => !one.startsWith('/aws/vendedlogs/')),
    buildLogGroup: logGroups.find((one) => one.endsWith('-build')) ?? '',
    approves: JSON.stringify(all('AWS::CodePipeline::Pipeline')).includes('"Category":"Approval"'),
    consumers: [...new Set(domainPolicy.match(/\b\d{12}\b/g))],
  };
}
