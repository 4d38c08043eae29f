import { generatedName } from '../assembly/generated-name';
import { refuseUnknownProperties } from '../assembly/known-properties';
import type { ResolvedResource } from '../assembly/resource-provider';
import type { ActionDeclaration, PipelineDeclaration, StageDeclaration } from './declaration';

/**
 * Reads the properties of `AWS::CodePipeline::Pipeline`. What is not emulated is refused by name: pipeline type V1,
 * execution modes other than QUEUED, cross-region artifact stores, triggers, stage conditions and blockers.
 */
export function readDeclaration(resource: ResolvedResource): Omit<PipelineDeclaration, 'version'> {
  refuseUnknownProperties(resource, {
    emulated: [
      'Name',
      'RoleArn',
      'ArtifactStore',
      'Stages',
      'Variables',
      'ExecutionMode',
      'PipelineType',
      'DisableInboundStageTransitions',
      'RestartExecutionOnUpdate',
    ],
    // Nothing here reads tags.
    withoutEffect: ['Tags'],
  });
  const { properties } = resource;
  expectValue('PipelineType', { found: properties.PipelineType, only: 'V2' });
  expectValue('ExecutionMode', { found: properties.ExecutionMode, only: 'QUEUED' });
  if (isTrue(properties.RestartExecutionOnUpdate))
    throw new Error('RestartExecutionOnUpdate: true is not emulated; leave it out or set it to false');
  return {
    name: properties.Name ?? generatedName(resource, { maxLength: 100 }),
    roleArn: properties.RoleArn,
    artifactStore: readArtifactStore(properties.ArtifactStore),
    stages: properties.Stages.map(readStage),
    executionMode: 'QUEUED',
    pipelineType: 'V2',
    variables: (properties.Variables ?? []).map((variable: any) => ({
      name: variable.Name,
      defaultValue: variable.DefaultValue,
      description: variable.Description,
    })),
  };
}

function readArtifactStore(store: any): PipelineDeclaration['artifactStore'] {
  if (store === undefined)
    throw new Error('ArtifactStore is missing: cross-region pipelines (ArtifactStores) are not emulated');
  const { EncryptionKey: key } = store;
  return {
    type: 'S3',
    location: store.Location,
    ...(key === undefined ? {} : { encryptionKey: { id: key.Id, type: key.Type } }),
  };
}

function readStage(stage: any): StageDeclaration {
  const where = `stage ${stage.Name}`;
  refuseMembers(where, { found: stage, known: ['Name', 'Actions', 'Blockers'] });
  if ((stage.Blockers ?? []).length > 0) throw new Error(`${where}: Blockers are not emulated`);
  return { name: stage.Name, actions: stage.Actions.map((action: any) => readAction(action, where)) };
}

const ACTION_MEMBERS = [
  'Name',
  'ActionTypeId',
  'RunOrder',
  'Configuration',
  'InputArtifacts',
  'OutputArtifacts',
  'RoleArn',
  'Region',
  'Namespace',
  'TimeoutInMinutes',
];

function readAction(action: any, stage: string): ActionDeclaration {
  const where = `${stage}, action ${action.Name}`;
  refuseMembers(where, { found: action, known: ACTION_MEMBERS });
  const { Category, Owner, Provider, Version } = action.ActionTypeId;
  return {
    name: action.Name,
    actionTypeId: { category: Category, owner: Owner, provider: Provider, version: String(Version) },
    runOrder: Number(action.RunOrder ?? 1),
    configuration: readConfiguration(action.Configuration ?? {}, where),
    inputArtifacts: artifactNames(action.InputArtifacts),
    outputArtifacts: artifactNames(action.OutputArtifacts),
    roleArn: action.RoleArn,
    region: action.Region,
    namespace: action.Namespace,
    timeoutInMinutes: action.TimeoutInMinutes === undefined ? undefined : Number(action.TimeoutInMinutes),
  };
}

/** Longest value of an action's configuration: https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html */
const LONGEST_VALUE = 1000;

function readConfiguration(configuration: Record<string, unknown>, where: string) {
  return Object.fromEntries(
    Object.entries(configuration).map(([name, value]) => {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      if (text.length > LONGEST_VALUE)
        throw new Error(
          `${where}: Configuration.${name}: expected at most ${LONGEST_VALUE} characters, found ${text.length}`,
        );
      return [name, text];
    }),
  );
}

function artifactNames(artifacts: readonly any[] | undefined): { name: string }[] {
  return (artifacts ?? []).map(({ Name }) => ({ name: Name }));
}

function refuseMembers(where: string, { found, known }: { found: object; known: readonly string[] }): void {
  const unknown = Object.keys(found).filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Error(`${where}: ${unknown.join(', ')} not emulated; supported: ${known.join(', ')}`);
}

function expectValue(name: string, { found, only }: { found: unknown; only: string }): void {
  if (found !== only)
    throw new Error(`${name}: only "${only}" is emulated, got ${JSON.stringify(found ?? 'nothing')}`);
}

const isTrue = (value: unknown) => value === true || value === 'true';
