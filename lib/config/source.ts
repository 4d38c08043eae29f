import { z } from 'zod';
import { shown } from '../contract';
import { flag, listOf, strictObject, text } from './strict-object';

/** Git's own rules for a branch are longer; this refuses what no service accepts. */
const branch = text(
  'a branch name',
  /^(?!\/)(?!.*(?:\.\.|\/\/|@\{|[\s~^:?*[\\]))[^-].{0,254}(?<!\/)(?<!\.lock)$/,
);

/** Glob patterns as CodePipeline's git triggers take them; the service allows at most eight of each kind. */
const patterns = (what: string) =>
  listOf(text(`a pattern for ${what}`, /^\S{1,255}$/), `patterns for ${what}`)
    .min(1, `expected at least one pattern for ${what}; leave the key away for no filter`)
    .max(8, `expected at most 8 patterns for ${what}, which is CodePipeline's limit`)
    .refine((list) => new Set(list).size === list.length, `expected each pattern for ${what} once`)
    .optional();

const codeCommit = strictObject(
  {
    type: z.literal('codecommit'),
    /** Name of the repository. */
    repository: text('a CodeCommit repository name', /^[\w.-]{1,100}(?<!\.git)$/).default('python-package'),
    branch: branch.default('main'),
    /** Create the repository, or use one that exists. */
    create: flag().default(true),
  },
  'an object that describes the CodeCommit repository',
);

const connection = strictObject(
  {
    type: z.literal('connection'),
    connectionArn: text(
      'the ARN of a connection, arn:aws:codeconnections:REGION:ACCOUNT:connection/ID',
      /^arn:aws[\w-]*:(?:codeconnections|codestar-connections):[a-z0-9-]+:\d{12}:connection\/[0-9a-f-]{36}$/,
    ),
    /** `owner/name`; GitLab subgroups count as owner. */
    repository: text('owner/name of the repository', /^[\w.-]+(?:\/[\w.-]+)+$/),
    branch: branch.default('main'),
    /** Run on pushes of tags that match, instead of on pushes to the branch. */
    tags: patterns('tags'),
    /** Run on pushes to branches that match. */
    branches: patterns('branches'),
  },
  'an object that describes the connection',
);

/** Where the package's source lives. */
export const source = z
  .discriminatedUnion('type', [codeCommit, connection], {
    error: (issue) =>
      issue.code === 'invalid_union'
        ? `expected "type" to be "codecommit" or "connection", got ${shown((issue.input as any)?.type)}`
        : `expected an object with "type": "codecommit" or "connection", got ${shown(issue.input)}`,
  })
  .prefault({ type: 'codecommit' });

/** Source of the pipeline, see {@link source}. */
export type SourceConfig = z.output<typeof source>;
