import type { Synthesized } from '../stacks/synthesize';
import { KINDS, type Kind } from './kinds';

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, any>>;
}

interface Node {
  readonly id: string;
  readonly kind: Kind;
  readonly label: string;
}

interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
}

/** Statements that only make a service's console and SDK happy: they look at a bucket, not into it. */
const LOOKS = /^s3:(GetBucket|ListBucket)/;

/**
 * Draws a synthesized app as a Mermaid flowchart: its resources by stack, and as arrows what the roles allow and what
 * events start. Stacks that differ in their region only are drawn once.
 * @throws Error that names a type of resource which the diagram neither draws nor leaves out on purpose
 */
export function architectureDiagram({
  stacks,
  templates,
}: Pick<Synthesized, 'stacks' | 'templates'>): string {
  const groups = new Map<string, { regions: string[]; template: Template }>();
  for (const { name, region } of stacks) {
    const template = templates[name] as Template;
    const shape = JSON.stringify(Object.entries(template.Resources).map(([id, { Type }]) => [id, Type]));
    const group = groups.get(shape) ?? { regions: [], template };
    groups.set(shape, { ...group, regions: [...group.regions, region] });
  }
  const drawings = [...groups.values()].map((group) => ({ ...group, nodes: nodesOf(group.template) }));
  const everything = drawings.flatMap(({ nodes }) => [...nodes.values()]);
  const edges = drawings.flatMap(({ template, nodes }) => [
    ...permissionEdges(template, { nodes, everything }),
    ...eventEdges(template, nodes),
  ]);
  return [
    'flowchart LR',
    ...drawings.flatMap(({ regions, nodes }, index) => [
      `  subgraph stack${index} ["${regions.length > 1 ? 'each region' : regions[0]}"]`,
      ...[...nodes.values()].map(({ id, kind, label }) => `    ${id}${kind.open}"${label}"${kind.close}`),
      '  end',
    ]),
    ...merged(edges),
  ].join('\n');
}

function nodesOf(template: Template): Map<string, Node> {
  const nodes = new Map<string, Node>();
  const internal = artifactStores(template);
  for (const [id, { Type, Properties }] of Object.entries(template.Resources)) {
    if (!(Type in KINDS))
      throw new Error(`${Type} ${id}: expected a type that test/diagram/kinds.ts draws or leaves out`);
    const kind = KINDS[Type];
    if (kind === undefined || internal.has(id)) continue;
    const name = kind.name === undefined ? undefined : Properties[kind.name];
    const label = `${kind.service}<br/>${typeof name === 'string' ? name : words(withoutHash(id)).join(' ')}`;
    nodes.set(id, { id: withoutHash(id), kind, label });
  }
  return nodes;
}

/** The bucket in which a pipeline keeps what its actions hand on is a part of the pipeline. */
function artifactStores({ Resources }: Template): Set<string> {
  const pipelines = Object.values(Resources).filter(({ Type }) => Type === 'AWS::CodePipeline::Pipeline');
  return new Set(pipelines.flatMap(({ Properties }) => references(Properties['ArtifactStore'])));
}

type Edge = readonly [from: string, label: string, to: string];

/** What each resource may do with another one, by the statements of its roles. */
function permissionEdges(
  { Resources }: Template,
  { nodes, everything }: { nodes: ReadonlyMap<string, Node>; everything: readonly Node[] },
): Edge[] {
  return [...nodes].flatMap(([id, from]) =>
    rolesOf(Resources[id] as Resource, Resources).flatMap((role) =>
      statementsOf(role).flatMap(({ Sid, Resource: resource }): Edge[] => {
        const local = references(resource).flatMap((reference) => nodes.get(reference) ?? []);
        const targets = new Set([...local, ...repositoriesOf(resource, everything)]);
        return [...targets]
          .filter((to) => to !== from)
          .map((to) => [from.id, words(Sid).join(' ').toLowerCase(), to.id]);
      }),
    ),
  );
}

function statementsOf(role: Resource): { Sid: string; Resource: unknown }[] {
  const policies = (role.Properties['Policies'] ?? []) as { PolicyDocument: { Statement: any[] } }[];
  return policies
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .filter(({ Action }) => ![Action].flat().every((action: string) => LOOKS.test(action)));
}

/** Roles that a resource names anywhere, those of a pipeline's actions among them. */
function rolesOf({ Properties }: Resource, resources: Template['Resources']): Resource[] {
  return [...new Set(references(Properties))].flatMap((id) => {
    const resource = resources[id];
    return resource?.Type === 'AWS::IAM::Role' ? [resource] : [];
  });
}

/** Repositories are in other stacks, so policies name them: `arn:…:package/DOMAIN/REPOSITORY/…`. */
function repositoriesOf(resource: unknown, everything: readonly Node[]): Node[] {
  const text = JSON.stringify(resource) ?? '';
  return everything.filter(
    ({ kind, label }) =>
      kind.service === 'CodeArtifact' &&
      new RegExp(`:(package|repository)/[\\w-]+/${label.split('<br/>')[1]}[/"]`).test(text),
  );
}

/** What starts what: from the resource whose events a rule is about, or from the clock, to the rule's targets. */
function eventEdges({ Resources }: Template, nodes: ReadonlyMap<string, Node>): Edge[] {
  return Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::Events::Rule')
    .flatMap(
      ({ Properties: { Name, EventPattern: pattern, ScheduleExpression: schedule, Targets = [] } }) => {
        const about = references(pattern).flatMap((id) => nodes.get(id)?.id ?? []);
        const sources = schedule ? [`clock(["${schedule}"])`] : [...about, ...namedIn(pattern, nodes)];
        const targets = references(Targets).flatMap((id) => nodes.get(id)?.id ?? []);
        // Names begin with the deployment's; a rule that CDK made has none.
        const label = schedule ? '' : words(Name?.split('-').slice(1).join(' ') ?? 'changed').join(' ');
        return sources.flatMap((from) => targets.map((to): Edge => [from, label.toLowerCase(), to]));
      },
    );
}

/** Pipelines and state machines that a pattern knows by their names. */
function namedIn(pattern: any, nodes: ReadonlyMap<string, Node>): string[] {
  const text = JSON.stringify(pattern?.detail ?? {});
  return [...nodes.values()].flatMap(({ id, kind: { service }, label }) => {
    const name = label.split('<br/>')[1] as string;
    const pipeline = service === 'CodePipeline' && pattern?.detail?.pipeline?.includes(name);
    const execution = service === 'Step Functions' && text.includes(`:execution:${name}:`);
    return pipeline || execution ? [id] : [];
  });
}

/** Logical ids that a value refers to. */
function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref' && typeof inner === 'string') return [inner];
    if (key === 'Fn::GetAtt')
      return [Array.isArray(inner) ? String(inner[0]) : (String(inner).split('.')[0] ?? '')];
    return references(inner);
  });
}

/** One arrow from each to each, with all that it stands for; the arrows of a resource share a line. */
function merged(edges: readonly Edge[]): string[] {
  const arrows = new Map<string, Map<string, Set<string>>>();
  for (const [from, label, to] of edges) {
    const targets = arrows.get(from) ?? new Map<string, Set<string>>();
    arrows.set(from, targets.set(to, (targets.get(to) ?? new Set()).add(label)));
  }
  return [...arrows].map(([from, targets]) => {
    const statements = [...targets].map(([to, labels]) => {
      const text = [...labels].filter((label) => label !== '').join('<br/>');
      return `${from} -->${text === '' ? '' : `|${text}|`} ${to}`;
    });
    return `  ${statements.join('; ')}`;
  });
}

/** CDK ends logical ids with a hash of the construct's path. */
const withoutHash = (id: string) => id.replace(/[0-9A-F]{8}$/, '');

const words = (name: string) => name.split(/(?<=[a-z0-9])(?=[A-Z])/);
