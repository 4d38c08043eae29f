import { CODEARTIFACT_REGIONS, CODEBUILD_LAMBDA_REGIONS, UPSTREAM_REPOSITORY } from '../contract';
import type { Problem } from './problem';
import { schema } from './schema';

/**
 * What no single key can tell. Runs on the raw input, so that these problems are reported together with those of
 * single keys; whatever has the wrong type is left to the schema.
 */
export function crossChecks(raw: Record<string, any>): Problem[] {
  const given = { ...defaults(), ...raw };
  return [
    ...nameProblems(given),
    ...regionProblems(given),
    ...repetitions(given),
    ...repositoryProblems(given),
    ...upstreamProblems(given),
    ...computeProblems(given),
    ...approvalProblems(given),
  ];
}

function defaults(): Record<string, any> {
  return schema.parse({});
}

/** What S3 keeps for itself; two of a deployment's names are names of buckets. */
const RESERVED_PREFIXES = ['amzn-s3-demo-', 'sthree-', 'xn--'];

function nameProblems({ deployment }: Record<string, any>): Problem[] {
  const name = typeof deployment === 'string' ? deployment : '';
  const reserved = RESERVED_PREFIXES.find((prefix) => name.startsWith(prefix));
  if (reserved === undefined) return [];
  const message = `"${reserved}" is reserved: its buckets could not be created (S3 user guide, "Bucket naming rules")`;
  return [{ path: 'deployment', message }];
}

function regionProblems({ primaryRegion, replicaRegions }: Record<string, any>): Problem[] {
  if (!Array.isArray(replicaRegions)) return [];
  return replicaRegions.flatMap((region, index) => {
    const path = `replicaRegions[${index}]`;
    return region === primaryRegion
      ? [{ path, message: `"${region}" is the primary region already; list only further regions here` }]
      : [];
  });
}

/** Lists of which every item becomes a resource of its own, named after it. */
const SETS = ['replicaRegions', 'packages', 'notificationEmails'];

function repetitions(given: Record<string, any>): Problem[] {
  return SETS.flatMap((key) => {
    const list = Array.isArray(given[key]) ? (given[key] as unknown[]) : [];
    return list.flatMap((item, index) => {
      const first = list.indexOf(item);
      return first < index && typeof item === 'string'
        ? [{ path: `${key}[${index}]`, message: `"${item}" is listed twice, first as ${key}[${first}]` }]
        : [];
    });
  });
}

function repositoryProblems({ stagingRepository, releaseRepository, adopt }: Record<string, any>): Problem[] {
  const problems: Problem[] = [];
  if (stagingRepository === releaseRepository) {
    problems.push({
      path: 'releaseRepository',
      message: `expected another repository than stagingRepository, got "${releaseRepository}" for both`,
    });
  }
  if (adopt?.repositories === true && adopt?.domain !== true) {
    problems.push({
      path: 'adopt.repositories',
      message: 'repositories that exist already are in a domain that exists already: set adopt.domain too',
    });
  }
  return problems;
}

function upstreamProblems({
  upstream,
  packages,
  adopt,
  releaseRepository,
  stagingRepository,
}: Record<string, any>) {
  if (upstream !== 'pypi') return [];
  const problems: Problem[] = [];
  if (Array.isArray(packages) && packages.length === 0) {
    problems.push({
      path: 'packages',
      message:
        'expected the names this deployment publishes, since "upstream" is "pypi": they must never come from there',
    });
  }
  if (adopt?.repositories === true) {
    problems.push({
      path: 'upstream',
      message: 'an upstream cannot be added to adopted repositories; connect it where they are defined',
    });
  } else if (adopt?.domain === true) {
    problems.push({
      path: 'upstream',
      message:
        'an adopted domain gets no package groups, so that nothing would keep a public package from taking one of ' +
        'the names in packages; connect the upstream where the domain is defined',
    });
  }
  for (const [path, name] of Object.entries({ stagingRepository, releaseRepository })) {
    if (name === UPSTREAM_REPOSITORY) {
      problems.push({
        path,
        message: `"${name}" is the name of the repository that holds what comes from PyPI`,
      });
    }
  }
  return problems;
}

function computeProblems({ primaryRegion, build, publish }: Record<string, any>): Problem[] {
  // Of a region that is refused anyway, one problem is enough.
  if (!(CODEARTIFACT_REGIONS as readonly string[]).includes(primaryRegion)) return [];
  return Object.entries({ build, publish }).flatMap(([path, compute]) =>
    compute?.type === 'lambda' && !(CODEBUILD_LAMBDA_REGIONS as readonly string[]).includes(primaryRegion)
      ? [
          {
            path,
            message:
              `CodeBuild has no Lambda compute in ${primaryRegion} (only in ${CODEBUILD_LAMBDA_REGIONS.join(', ')}): ` +
              // ARM containers are not in every region either.
              `use {"type": "ec2", "architecture": "x86_64"}`,
          },
        ]
      : [],
  );
}

/** A person has seven days for an approval (CodePipeline user guide, "Quotas"); lifecycle rules count whole days. */
const DAYS_OF_AN_APPROVAL = 7;

function approvalProblems({ approval, retention }: Record<string, any>): Problem[] {
  const days = retention?.artifactDays;
  if (approval !== true || typeof days !== 'number' || days > DAYS_OF_AN_APPROVAL) return [];
  const message =
    `expected more than ${DAYS_OF_AN_APPROVAL} days, for which an approval may wait, got ${days}: what was approved ` +
    'would no longer be there to be stored';
  return [{ path: 'retention.artifactDays', message }];
}
