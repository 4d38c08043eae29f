import { z } from 'zod';

const time = z.iso.datetime().describe('ISO 8601, UTC');

const visit = z.object({
  id: z.number().describe('id of the event that entered the state'),
  state: z.string(),
  type: z.string().describe('Task, Map, Choice …'),
  map: z.string().optional().describe('the Map state around it'),
  mapEvent: z.number().optional().describe('id of the event that entered that Map state'),
  index: z.number().optional().describe('index of the iteration'),
  region: z.string().optional(),
  entered: time,
  exited: time.optional(),
  status: z.enum(['running', 'succeeded', 'failed', 'aborted']),
  attempts: z.number().describe('how often its task was started'),
  failures: z.array(z.object({ at: time, error: z.string(), cause: z.string() })).readonly(),
  builds: z
    .array(z.object({ id: z.string(), at: time }))
    .readonly()
    .describe('CodeBuild builds it started'),
  output: z.unknown().optional().describe('as the state machine gave it'),
});

/** A run in full, as `show`, and the commands that follow a run, print it. */
const run = z
  .object({
    name: z.string(),
    arn: z.string(),
    status: z.string().describe('of Step Functions: RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED'),
    startedAt: time,
    endedAt: time.optional(),
    input: z.looseObject({}).describe('input of the execution'),
    output: z.unknown().optional().describe('output of the execution; "outcome" says how it ended'),
    error: z.string().optional().describe('name of the failure: PublishRolledBack, VersionConflict …'),
    cause: z
      .union([z.looseObject({ message: z.string() }), z.literal('')])
      .optional()
      .describe('names regions, files and hashes'),
    states: z.array(visit).readonly().describe('states outside of Map states, in the order of entry'),
    steps: z
      .array(
        z.object({
          step: z.enum(['survey', 'publish', 'promote', 'retract']),
          map: z.string(),
          region: z.string(),
          visits: z.array(visit).readonly(),
          outcome: z
            .string()
            .describe('running, nothing, staged, promoted, retracted, failed, left behind …'),
          error: z.string().optional(),
          cause: z.string().optional(),
        }),
      )
      .readonly()
      .describe('what each step came to in each region'),
  })
  .describe('one run of the publish workflow');

/** One line of `runs`. */
const runSummary = z.object({
  name: z.string(),
  arn: z.string(),
  status: z.string(),
  operation: z.string().describe('publish or rollback'),
  dryRun: z.boolean(),
  package: z.string().optional(),
  version: z.string().optional(),
  startedAt: time,
  endedAt: time.optional(),
  result: z.string().optional().describe('how it ended: Published, PublishRolledBack …'),
  recovers: z.string().optional().describe('name of the run whose remains this one takes back'),
});

/** `vigilant runs`. */
export const runList = z.object({ runs: z.array(runSummary).readonly().describe('the newest first') });

const log = z.object({
  build: z.string().describe('id of the CodeBuild build'),
  status: z.string(),
  lines: z.array(z.string()).readonly(),
});

/** `vigilant show`. */
export const shownRun = z.object({
  run,
  logs: z.array(log).readonly().describe('of the last job of each region whose job failed'),
});

const job = z.string().describe('the region of a publish job, or "build"');

/** `vigilant logs`. */
export const jobLogs = z.object({ logs: z.array(log.extend({ job })).readonly() });

/** `vigilant logs --follow`: a line of a log. */
export const logLine = z
  .object({ build: log.shape.build, job, text: z.string() })
  .describe('one such object a line, as the lines of the logs come');

/** `vigilant republish` and `rollback`. */
export const startedRun = z.object({
  name: z.string(),
  arn: z.string(),
  run: run.optional().describe('with --follow or --dry-run, the run once it has ended'),
});

/** `vigilant publish`. */
export const publishedFolder = startedRun
  .partial()
  .extend({
    commit: z.string(),
    pipelineExecution: z.string(),
  })
  .describe('name, arn and run are there unless --no-follow is given');

/** `vigilant pushes`. */
export const pushList = z.object({
  pushes: z
    .array(
      z.object({
        commit: z.string().optional(),
        message: z.string().optional(),
        pipelineExecution: z.string(),
        status: z.string().describe('of CodePipeline: InProgress, Succeeded, Failed, Stopped …'),
        startedAt: time.optional(),
        stage: z.string().optional().describe('the stage that failed'),
        why: z.string().optional().describe('why it failed'),
      }),
    )
    .readonly()
    .describe('the newest first'),
});
