import { generatedName } from '../assembly/generated-name';
import { refuseUnknownProperties } from '../assembly/known-properties';
import type { ResolvedResource, ResourceProvider } from '../assembly/resource-provider';
import type { Clock } from '../clock';
import { checkProject } from './check-project';
import { newProject, type Project } from './project';
import type { Projects } from './projects';

const EMULATED = [
  'Name',
  'Description',
  'Source',
  'SecondarySources',
  'SourceVersion',
  'SecondarySourceVersions',
  'Artifacts',
  'SecondaryArtifacts',
  'Cache',
  'Environment',
  'ServiceRole',
  'TimeoutInMinutes',
  'QueuedTimeoutInMinutes',
  'EncryptionKey',
  'LogsConfig',
  'ConcurrentBuildLimit',
  'Tags',
];

/** Properties that are accepted only with the value that changes nothing. */
const WITHOUT_EFFECT = { Visibility: 'PRIVATE', BadgeEnabled: false, AutoRetryLimit: 0 } as const;

/** Members whose name in the API differs from the property's by more than the first letter. */
const API_NAMES: Readonly<Record<string, string>> = { BuildSpec: 'buildspec', InsecureSSL: 'insecureSsl' };

/** Deploys `AWS::CodeBuild::Project`. */
export function projectProvider(projects: Projects, clock: Clock): ResourceProvider {
  return {
    type: 'AWS::CodeBuild::Project',
    async deploy(resource) {
      refuseUnknownProperties(resource, { emulated: EMULATED, withoutEffect: Object.keys(WITHOUT_EFFECT) });
      for (const [name, value] of Object.entries(WITHOUT_EFFECT)) {
        const given = resource.properties[name] ?? value;
        if (String(given) !== String(value))
          throw new Error(`${name}: expected ${value}, got ${given}, which is not emulated`);
      }
      const project = projectOf(resource, clock.now());
      const problems = checkProject(project);
      if (problems.length > 0) throw new Error(problems.join('; '));
      projects.put(resource.region, project);
      return { ref: project.name, attributes: { Arn: project.arn } };
    },
  };
}

function projectOf(resource: ResolvedResource, now: number): Project {
  const { Name, Visibility, BadgeEnabled, AutoRetryLimit, ...rest } = resource.properties;
  const members = apiNames(rest);
  return newProject(
    {
      ...members,
      name: Name ?? generatedName(resource, { maxLength: 150 }),
      timeoutInMinutes: number(members.timeoutInMinutes),
      queuedTimeoutInMinutes: number(members.queuedTimeoutInMinutes),
      concurrentBuildLimit: number(members.concurrentBuildLimit),
    },
    { ...resource, now },
  );
}

/** Property names as the API spells them, all the way down. */
function apiNames(value: any): any {
  if (Array.isArray(value)) return value.map(apiNames);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      API_NAMES[key] ?? key.charAt(0).toLowerCase() + key.slice(1),
      apiNames(member),
    ]),
  );
}

/** Templates carry numbers as text where a parameter or a join made them. */
function number(value: unknown): number | undefined {
  return value === undefined ? undefined : Number(value);
}
