import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type NameScope, plainText, resourceName } from './resource-name';

/** A resource that a deployment creates. */
export interface PlannedResource {
  readonly type: string;
  readonly id: string;
  readonly name?: string;
  /** Stays when its stack is deleted. */
  readonly retained: boolean;
}

/** A role that a deployment creates, and what it may do. */
export interface PlannedRole {
  readonly name: string;
  readonly assumedBy: readonly string[];
  readonly actions: readonly string[];
}

/** A stack that a deployment creates. */
export interface PlannedStack {
  readonly name: string;
  readonly region: string;
  readonly terminationProtection: boolean;
  readonly resources: readonly PlannedResource[];
  readonly roles: readonly PlannedRole[];
  readonly template: any;
}

/** Reads from a cloud assembly what deploying it creates, in the order in which the stacks are deployed. */
export function plannedStacks(assembly: string): PlannedStack[] {
  const read = (file: string) => JSON.parse(readFileSync(join(assembly, file), 'utf8'));
  const artifacts: [string, any][] = Object.entries<any>(read('manifest.json').artifacts).filter(
    ([, { type }]) => type === 'aws:cloudformation:stack',
  );
  const names = artifacts.map(([name]) => name);
  const waitsFor = (artifact: any) =>
    (artifact.dependencies ?? []).filter((id: string) => names.includes(id));
  // Stacks of regions wait for none, the pipeline's waits for all of them; there are no others.
  const ordered = artifacts.sort(([, a], [, b]) => waitsFor(a).length - waitsFor(b).length);
  return ordered.map(([name, { environment, properties }]) => {
    const [account, region] = environment.replace('aws://', '').split('/') as [string, string];
    const scope = { region, account: /^\d{12}$/.test(account) ? account : undefined };
    const template = read(properties.templateFile);
    return {
      name,
      region,
      terminationProtection: properties.terminationProtection === true,
      template,
      resources: resourcesOf(template, scope),
      roles: rolesOf(template, scope),
    };
  });
}

function resourcesOf(template: any, scope: NameScope): PlannedResource[] {
  return Object.entries<any>(template.Resources).map(([id, { Type, Properties, DeletionPolicy }]) => ({
    type: Type,
    id,
    name: resourceName(Type, Properties, scope),
    retained: ['Retain', 'RetainExceptOnCreate'].includes(DeletionPolicy),
  }));
}

function rolesOf(template: any, scope: NameScope): PlannedRole[] {
  return Object.values<any>(template.Resources)
    .filter(({ Type }) => Type === 'AWS::IAM::Role')
    .map(({ Properties }) => ({
      name: plainText(Properties.RoleName, scope),
      assumedBy: Properties.AssumeRolePolicyDocument.Statement.flatMap(({ Principal }: any) =>
        list(Principal.Service ?? Principal.AWS).map(
          (principal) => roleBehind(principal, template) ?? plainText(principal, scope),
        ),
      ),
      actions: [
        ...new Set<string>(
          (Properties.Policies ?? [])
            .flatMap(({ PolicyDocument }: any) => PolicyDocument.Statement)
            .flatMap(({ Action }: any) => list(Action)),
        ),
      ].sort(),
    }));
}

/** The name of the role in the same template that a reference means. */
function roleBehind(principal: any, template: any): string | undefined {
  return template.Resources[principal?.['Fn::GetAtt']?.[0]]?.Properties?.RoleName;
}

function list(value: any): any[] {
  return Array.isArray(value) ? value : [value];
}
