import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A file or folder that a stack expects in the bootstrap bucket. `${AWS::AccountId}` in names is not yet replaced. */
export interface FileAsset {
  readonly bucket: string;
  readonly key: string;
  readonly region: string;
  /** Absolute path of the file, or of the folder that is to be zipped. */
  readonly path: string;
  readonly packaging: 'file' | 'zip';
}

/** A resource as the template has it. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly [attribute: string]: unknown;
}

/** The parts of a CloudFormation template that are deployed. */
export interface Template {
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<
    Record<string, { readonly Value: unknown; readonly [attribute: string]: unknown }>
  >;
  readonly Parameters?: Readonly<
    Record<
      string,
      { readonly Type: string; readonly Default?: unknown; readonly [attribute: string]: unknown }
    >
  >;
  readonly [section: string]: unknown;
}

/** A stack of the assembly. */
export interface AssemblyStack {
  readonly name: string;
  readonly region: string;
  readonly template: Template;
  readonly assets: readonly FileAsset[];
  /** Values for template parameters that the assembly itself gives. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A synthesized CDK app (`cdk.out`). Stacks come in an order in which each follows those it depends on. */
export interface Assembly {
  readonly directory: string;
  readonly stacks: readonly AssemblyStack[];
}

/** Artifacts that describe the app to tools and deploy nothing. */
const INFORMATION_ONLY = new Set(['cdk:tree', 'cdk:feature-flag-report']);

/** Reads the cloud assembly in `directory`. @throws Error that names what is missing or not supported, and where. */
export function loadAssembly(directory: string): Assembly {
  const root = resolve(directory);
  const manifest = readJson(join(root, 'manifest.json'), 'run `npx cdk synth` first');
  const artifacts: Record<string, any> = manifest.artifacts ?? {};
  const stacks = new Map<string, AssemblyStack>();
  for (const [id, artifact] of Object.entries(artifacts)) {
    if (artifact.type === 'aws:cloudformation:stack')
      stacks.set(id, readStack(root, id, artifact, artifacts));
    else if (artifact.type !== 'cdk:asset-manifest' && !INFORMATION_ONLY.has(artifact.type))
      throw new Error(
        `artifact ${id} in ${join(root, 'manifest.json')}: artifacts of type ${artifact.type} are not supported`,
      );
  }
  return { directory: root, stacks: inDependencyOrder(stacks, artifacts) };
}

function readStack(root: string, id: string, artifact: any, artifacts: Record<string, any>): AssemblyStack {
  const region = /^aws:\/\/[^/]+\/([a-z0-9-]+)$/.exec(artifact.environment ?? '')?.[1];
  if (region === undefined || region === 'unknown-region')
    throw new Error(
      `stack ${id}: expected an environment with a region (aws://ACCOUNT/REGION), got ` +
        `"${artifact.environment}"; give the stack an explicit region in bin/app.ts`,
    );
  const assets = (artifact.dependencies ?? [])
    .filter((dependency: string) => artifacts[dependency]?.type === 'cdk:asset-manifest')
    .flatMap((dependency: string) => readAssets(root, artifacts[dependency].properties.file, region));
  return {
    name: artifact.properties.stackName ?? id,
    region,
    template: readJson(
      join(root, artifact.properties.templateFile),
      'the assembly is incomplete: synthesize again',
    ),
    assets,
    parameters: artifact.properties.parameters ?? {},
  };
}

function readAssets(root: string, file: string, stackRegion: string): FileAsset[] {
  const path = join(root, file);
  const manifest = readJson(path, 'the assembly is incomplete: synthesize again');
  const images = Object.keys(manifest.dockerImages ?? {});
  if (images.length > 0)
    throw new Error(`${path}: container image assets are not supported (${images.join(', ')})`);
  return Object.entries<any>(manifest.files ?? {}).flatMap(([id, asset]) => {
    if (asset.source.path === undefined)
      throw new Error(
        `${path}: asset ${id} has no source path; assets made by an executable are not supported`,
      );
    return Object.values<any>(asset.destinations).map((destination) => ({
      bucket: destination.bucketName,
      key: destination.objectKey,
      region: destination.region ?? stackRegion,
      path: resolve(root, asset.source.path),
      packaging: asset.source.packaging === 'zip' ? ('zip' as const) : ('file' as const),
    }));
  });
}

function inDependencyOrder(
  stacks: ReadonlyMap<string, AssemblyStack>,
  artifacts: Record<string, any>,
): AssemblyStack[] {
  const ordered = new Set<AssemblyStack>();
  const visit = (id: string, path: readonly string[]) => {
    const stack = stacks.get(id);
    if (stack === undefined || ordered.has(stack)) return;
    if (path.includes(id)) throw new Error(`stacks depend on each other: ${[...path, id].join(' → ')}`);
    for (const dependency of artifacts[id].dependencies ?? []) visit(dependency, [...path, id]);
    ordered.add(stack);
  };
  for (const id of stacks.keys()) visit(id, []);
  return [...ordered];
}

function readJson(path: string, remedy: string): any {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`cannot read ${path}: ${(error as Error).message}; ${remedy}`, { cause: error });
  }
}
