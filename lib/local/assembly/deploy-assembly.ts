import type { Clock } from '../clock';
import { deploymentOrder } from './deployment-order';
import type { Assembly, AssemblyStack, TemplateResource } from './load-assembly';
import { NOT_EMULATED } from './not-emulated';
import { resolveIntrinsics } from './resolve-intrinsics';
import type { DeployedResource, ResourceProvider } from './resource-provider';

/** A resource that was accepted without giving it any behaviour. */
export interface NotEmulatedResource {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly reason: string;
}

/** What a deployment gives. */
export interface Deployment {
  /** Stack name → output name → value. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly notEmulated: readonly NotEmulatedResource[];
}

/** What {@link deployAssembly} works with. */
export interface DeployAssemblyOptions {
  readonly assembly: Assembly;
  readonly providers: readonly ResourceProvider[];
  readonly account: string;
  readonly clock: Clock;
  readonly log: (message: string) => void;
}

/** Value of the SSM parameter that `cdk bootstrap` leaves in each region; templates check it. */
const BOOTSTRAP_VERSION = '30';

/** Sections that deploy nothing, or whose one use here is known. */
const KNOWN_SECTIONS = new Set([
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Resources',
  'Outputs',
  'Parameters',
  'Rules',
]);

/**
 * Resource attributes that are understood. The policies say what happens to data on deletion and replacement; nothing
 * is ever deleted or replaced here, so they are ignored knowingly.
 */
const KNOWN_ATTRIBUTES = new Set([
  'Type',
  'Properties',
  'DependsOn',
  'Metadata',
  'DeletionPolicy',
  'UpdateReplacePolicy',
]);

/** Deploys every stack of the assembly. Every problem of every stack is reported at once. */
export async function deployAssembly(options: DeployAssemblyOptions): Promise<Deployment> {
  const providers = new Map(options.providers.map((provider) => [provider.type, provider]));
  const problems = options.assembly.stacks.flatMap((stack) => problemsOf(stack, providers));
  if (problems.length > 0)
    throw new Error(
      `the local runtime cannot deploy ${options.assembly.directory}:\n  ${problems.join('\n  ')}`,
    );

  const outputs: Record<string, Record<string, unknown>> = {};
  const notEmulated: NotEmulatedResource[] = [];
  for (const stack of options.assembly.stacks) {
    const started = options.clock.now();
    const resources = new Map<string, DeployedResource>();
    const parameters = parametersOf(stack, options.account);
    for (const logicalId of deploymentOrder(stack)) {
      const place = `stack ${stack.name}, resource ${logicalId}`;
      const template = stack.template.Resources?.[logicalId] as TemplateResource;
      const properties = resolveIntrinsics(template.Properties ?? {}, { place, parameters, resources });
      const resource = {
        stack: stack.name,
        logicalId,
        type: template.Type,
        region: stack.region,
        account: options.account,
        properties,
      };
      const provider = providers.get(template.Type);
      if (provider === undefined) {
        const { reason, deploy } = NOT_EMULATED[template.Type] as (typeof NOT_EMULATED)[string];
        resources.set(logicalId, deploy(resource));
        notEmulated.push({ stack: stack.name, logicalId, type: template.Type, reason });
      } else {
        resources.set(logicalId, await named(place, template.Type, () => provider.deploy(resource)));
      }
    }
    outputs[stack.name] = outputsOf(stack, parameters, resources);
    options.log(
      `deployed ${stack.name} to ${stack.region} (${resources.size} resources, ${options.clock.now() - started} ms)`,
    );
  }
  return { outputs, notEmulated };
}

function problemsOf(stack: AssemblyStack, providers: ReadonlyMap<string, ResourceProvider>): string[] {
  const problems: string[] = [];
  for (const section of Object.keys(stack.template))
    if (!KNOWN_SECTIONS.has(section))
      problems.push(`stack ${stack.name}: template section ${section} is not supported`);
  for (const rule of Object.keys((stack.template.Rules as object | undefined) ?? {}))
    if (rule !== 'CheckBootstrapVersion') problems.push(`stack ${stack.name}: rule ${rule} is not supported`);
  for (const [logicalId, resource] of Object.entries(stack.template.Resources ?? {})) {
    const place = `stack ${stack.name}, resource ${logicalId}`;
    if (!providers.has(resource.Type) && NOT_EMULATED[resource.Type] === undefined)
      problems.push(`${place}: resource type ${resource.Type} is not supported`);
    for (const attribute of Object.keys(resource))
      if (!KNOWN_ATTRIBUTES.has(attribute))
        problems.push(`${place}: resource attribute ${attribute} is not supported`);
  }
  return problems;
}

function parametersOf(stack: AssemblyStack, account: string): Map<string, unknown> {
  const parameters = new Map<string, unknown>([
    ['AWS::AccountId', account],
    ['AWS::Region', stack.region],
    ['AWS::Partition', 'aws'],
    ['AWS::URLSuffix', 'amazonaws.com'],
    ['AWS::StackName', stack.name],
    ['AWS::StackId', `arn:aws:cloudformation:${stack.region}:${account}:stack/${stack.name}/local`],
  ]);
  for (const [name, definition] of Object.entries(stack.template.Parameters ?? {})) {
    const value = stack.parameters[name] ?? definition.Default;
    if (definition.Type.startsWith('AWS::SSM::Parameter::Value')) {
      if (name !== 'BootstrapVersion')
        throw new Error(
          `stack ${stack.name}: parameter ${name} reads SSM parameter ${value}, which does not exist locally`,
        );
      parameters.set(name, BOOTSTRAP_VERSION);
    } else if (value === undefined) {
      throw new Error(
        `stack ${stack.name}: parameter ${name} has no default and the assembly gives no value`,
      );
    } else {
      parameters.set(name, value);
    }
  }
  return parameters;
}

function outputsOf(
  stack: AssemblyStack,
  parameters: ReadonlyMap<string, unknown>,
  resources: ReadonlyMap<string, DeployedResource>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(stack.template.Outputs ?? {}).map(([name, { Value }]) => [
      name,
      resolveIntrinsics(Value, { place: `stack ${stack.name}, output ${name}`, parameters, resources }),
    ]),
  );
}

async function named<T>(place: string, type: string, deploy: () => Promise<T>): Promise<T> {
  try {
    return await deploy();
  } catch (error) {
    throw new Error(`${place} (${type}): ${(error as Error).message}`, { cause: error });
  }
}
