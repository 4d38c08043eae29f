import { z } from 'zod';
import { CODEARTIFACT_REGIONS, shown } from '../contract';
import { buildJob, publishJob } from './compute';
import { source } from './source';
import { flag, listOf, oneOf, strictObject, text, wholeNumber } from './strict-object';

/** A region that can hold a repository. */
const region = z.enum(CODEARTIFACT_REGIONS, {
  error: (issue) =>
    `expected an AWS region where CodeArtifact exists (${CODEARTIFACT_REGIONS.join(', ')}), got ${shown(issue.input)}`,
});

/** CodeArtifact's own syntax of domain names (API reference, CreateDomain). */
const domainName = text(
  'a domain name: 2 to 50 lower-case letters, digits or hyphens, a letter first, no hyphen last',
  /^[a-z][a-z0-9-]{0,48}[a-z0-9]$/,
);

/** CodeArtifact's own syntax of repository names (API reference, CreateRepository). */
const repositoryName = text(
  'a repository name: 2 to 100 letters, digits, ".", "_" or "-", a letter or digit first',
  /^[A-Za-z0-9][A-Za-z0-9._-]{1,99}$/,
);

/**
 * A package name, or `prefix-*` for the name `prefix` and all that start with `prefix-`; both normalised (PEP 503).
 * A package group matches prefixes of whole words only.
 */
const packagePattern = text(
  'a package name in its normalised form (lower-case letters, digits, single hyphens), or "prefix-*"',
  /^[a-z0-9]+(?:-[a-z0-9]+)*(?:-\*)?$/,
);

/** CloudWatch Logs keeps events only for one of these numbers of days (API reference, PutRetentionPolicy). */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const logRetention = z.union(
  LOG_RETENTION_DAYS.map((days) => z.literal(days)),
  {
    error: (issue) => `expected one of ${LOG_RETENTION_DAYS.join(', ')} days, got ${shown(issue.input)}`,
  },
);

const retention = strictObject(
  {
    /** Days after which log events go away. */
    logDays: logRetention.default(90),
    /** Days for which the pipeline's intermediate artifacts are kept. */
    artifactDays: wholeNumber('days to keep pipeline artifacts', 1, 3650).default(30),
    /** Days for which replaced or deleted objects of the release bucket can be brought back. */
    noncurrentReleaseDays: wholeNumber('days to keep replaced objects', 1, 3650).default(90),
  },
  'an object of retention periods',
);

const adopt = strictObject(
  {
    /** The domain exists in each region already and is not this deployment's to change. */
    domain: flag().default(false),
    /** The two repositories exist in each region already; their policies stay as they are. */
    repositories: flag().default(false),
  },
  'an object that says what exists already',
);

/** Of one resource (AWS Tagging Reference, "Tag naming limits and requirements"). */
const MOST_TAGS = 50;
/** How many tags a resource has: the deployment's own, too. */
const countOf = (given: object) => Object.keys({ ...given, deployment: '' }).length;

const tags = z
  .record(
    z
      .string()
      .regex(/^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u, { error: 'expected a tag name AWS accepts' }),
    text(
      'a tag value of at most 256 letters, digits, spaces or _.:/=+-@',
      /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u,
    ),
    { error: (issue) => `expected an object of tag names and values, got ${shown(issue.input)}` },
  )
  .refine((given) => countOf(given) <= MOST_TAGS, {
    error: (issue) =>
      `expected at most ${MOST_TAGS} tags with "deployment", which every resource gets, got ${countOf(issue.input as object)}`,
  })
  .default({});

/** So that the policy of a repository stays within the 7,168 characters that CodeArtifact takes (PutRepositoryPermissionsPolicy). */
const MOST_CONSUMER_ACCOUNTS = 150;

/** Every setting of a deployment, with its default. */
export const schema = strictObject(
  {
    /** Prefix of all names, so that several deployments fit in an account. */
    deployment: text(
      'a deployment name: 2 to 20 lower-case letters, digits or hyphens, a letter first, no hyphen last',
      /^[a-z][a-z0-9-]{0,18}[a-z0-9]$/,
    ).default('vigilant'),
    /** The account to deploy to; without it, the one of the credentials at hand. */
    account: text('a 12-digit account id in quotes', /^\d{12}$/).optional(),
    /** The region of pipeline, workflow and ledger. */
    primaryRegion: region.default('us-east-1'),
    /** Further regions that serve every version. */
    replicaRegions: listOf(region, 'regions').default(['us-west-2', 'eu-west-1']),
    domain: domainName.default('vigilant'),
    stagingRepository: repositoryName.default('staging'),
    releaseRepository: repositoryName.default('release'),
    adopt: adopt.prefault({}),
    /** `pypi`: the release repository also serves what PyPI has, except the names in `packages`. */
    upstream: oneOf(['none', 'pypi']).default('none'),
    /** Names this deployment publishes; required with an upstream, so that no public name can shadow them. */
    packages: listOf(packagePattern, 'package names').default([]),
    /** Accounts that may read the release repositories. */
    consumerAccounts: listOf(text('a 12-digit account id in quotes', /^\d{12}$/), 'account ids')
      .max(MOST_CONSUMER_ACCOUNTS, {
        error: (issue) =>
          `expected at most ${MOST_CONSUMER_ACCOUNTS} accounts, more than a repository's policy has room for, got ${(issue.input as unknown[]).length}`,
      })
      .default([]),
    source,
    build: buildJob,
    publish: publishJob,
    /** A person must approve in the pipeline before anything is published. */
    approval: flag().default(false),
    /** Who hears of failed runs. Each address must confirm its subscription once. */
    notificationEmails: listOf(
      text('an e-mail address', /^[^\s@]+@[^\s@]+\.[^\s@]+$/),
      'e-mail addresses',
    ).default([]),
    /** Keys for data at rest: one of this deployment's own in each region, rotated yearly, or those AWS owns. */
    encryption: oneOf(['customer-key', 'aws-owned']).default('customer-key'),
    retention: retention.prefault({}),
    /** Refuse to delete the stacks. */
    terminationProtection: flag().default(false),
    tags,
  },
  'an object',
);
