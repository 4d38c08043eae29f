import { join } from 'node:path';
import { StartPipelineExecutionCommand } from '@aws-sdk/client-codepipeline';
import type { CliContext } from '../context';
import { CliError, EXIT } from '../failure';
import { verifyVersion } from '../releases/verify-version';
import { explainPipeline } from '../runs/explain-pipeline';
import { findPush } from '../runs/find-push';
import { followPipeline, isGoingOn, pipelineProgress, startedRun } from '../runs/follow-pipeline';
import { followRun } from '../runs/follow-run';
import type { RunReport } from '../runs/run-report';
import { startRun } from '../runs/start-run';
import type { OpenRuntime } from '../runtime/open-runtime';
import { sourceRemote } from '../source-remote';
import type { Target } from '../target';
import { pushSample } from './push-sample';
import { readSampleRecord, type SampleRecord, writeSampleRecord } from './sample-record';
import { readSample } from './sample-source';

/** What publishing the sample came to. */
export interface SampleOutcome {
  readonly package: string;
  readonly version: string;
  /** The run that published it, or failed to; none when nothing had to be done. */
  readonly run?: RunReport;
}

interface Sample {
  readonly context: CliContext;
  readonly runtime: OpenRuntime;
  readonly target: Target;
}

/** Brings `sample-package/` through the pipeline, unless every region serves it already. */
export async function publishSample(sample: Sample): Promise<SampleOutcome> {
  const { context, runtime } = sample;
  const before = readSampleRecord(runtime.state);
  const { record, fresh } = await push(sample, before);
  if (!fresh && record.package !== undefined && record.version !== undefined) {
    return restore(sample, { package: record.package, version: record.version });
  }
  const id = await pipelineExecution(sample, { commit: record.commit, fresh });
  context.terminal.note(`  pipeline execution ${id}`);
  const progress = await followPipeline(context, sample.target, id);
  const arn = startedRun(progress);
  if (arn === undefined) throw await explainPipeline(context, sample.target, progress);
  const run = await followRun(context, sample.target, { arn });
  const published = { package: run.input.package as string, version: run.input.version as string };
  writeSampleRecord(runtime.state, { ...record, ...published });
  return { ...published, run };
}

/** Pushes the sample when it is not what the last start pushed. */
async function push(
  { context, runtime }: Sample,
  before: SampleRecord | undefined,
): Promise<{ record: SampleRecord; fresh: boolean }> {
  const source = readSample(context.projectRoot);
  if (before?.hash === source.hash) return { record: before, fresh: false };
  const remote = sourceRemote(runtime.config, runtime.url);
  const { source: origin } = runtime.config;
  if (remote === undefined) {
    throw new CliError(
      'cdk.json: the source is a connection to another provider, which the runtime on this machine cannot reach. Use ' +
        '{"type": "codecommit"} as source to run it here.',
      EXIT.usage,
    );
  }
  context.terminal.note(`Pushing sample-package to ${remote}`);
  const { commit, outcome } = await pushSample(source, {
    remote,
    branch: origin.branch,
    scratch: join(runtime.state, 'scratch', 'sample-package'),
    env: context.env,
    lastPushed: before?.commit,
    signal: context.stop,
  });
  if (outcome === 'foreign' && before !== undefined) {
    context.terminal.note(
      `  sample-package has changed, but the branch ${origin.branch} has commits that did not come from here: it was ` +
        'left alone. Push your change there yourself.',
    );
    return { record: before, fresh: false };
  }
  const record = { hash: source.hash, commit };
  writeSampleRecord(runtime.state, record);
  return { record, fresh: outcome === 'pushed' };
}

/** A version that is known already: compares all regions, and publishes the stored build again where it is missing. */
async function restore(
  { context, target }: Sample,
  release: { package: string; version: string },
): Promise<SampleOutcome> {
  const { terminal } = context;
  const { package: name, version } = release;
  const report = await verifyVersion(target, { name, version, regions: target.config.regions });
  if (report.same && report.state === 'Published') {
    terminal.note(`${name} ${version} is published already: every region serves the same build`);
    return release;
  }
  const missing = report.regions.filter((region) => region.verdict !== 'same');
  const where = missing.map((region) => region.region).join(', ') || 'the ledger';
  terminal.note(`${name} ${version} is not complete in ${where}: publishing the stored build again`);
  const { arn } = await startRun(context, target, { package: name, version });
  return { ...release, run: await followRun(context, target, { arn }) };
}

/** The execution that the push started, or a new one when an earlier one came to nothing. */
async function pipelineExecution(
  { context, target }: Sample,
  { commit, fresh }: { commit: string; fresh: boolean },
): Promise<string> {
  // A push starts the pipeline through an event, so the execution appears a moment later.
  for (let attempt = 0; attempt < (fresh ? 100 : 1); attempt += 1) {
    const found = (await findPush(target, commit))?.pipelineExecutionId;
    if (found !== undefined && (fresh || (await isUsable(target, found)))) return found;
    if (fresh) await context.clock.sleep(200, context.stop);
  }
  const started = await target.clients.codePipeline.send(
    new StartPipelineExecutionCommand({ name: target.pipeline }),
  );
  return started.pipelineExecutionId as string;
}

async function isUsable(target: Target, id: string): Promise<boolean> {
  const progress = await pipelineProgress(target, id);
  return isGoingOn(progress) || progress.status === 'Succeeded';
}
