import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import type { CliContext } from '../context';
import { CliError, EXIT } from '../failure';
import { teach } from '../help';
import { pushCommit } from '../publish/push-commit';
import { pushTarget } from '../publish/push-target';
import { type SourceCommit, sourceCommit } from '../publish/source-commit';
import { startPipeline } from '../publish/start-pipeline';
import { explainPipeline } from '../runs/explain-pipeline';
import { followPipeline, startedRun } from '../runs/follow-pipeline';
import { interrupted, unlessStopped } from '../runs/interrupted';
import { shellWord } from '../shell-word';
import { openTarget, type Target, type TargetOptions } from '../target';
import { printJson } from './print-json';
import { reportRun } from './report-run';
import { addTargetOptions } from './target-options';

interface Options extends TargetOptions {
  readonly allowDirty?: boolean;
  readonly follow: boolean;
  readonly json?: boolean;
}

const ABOUT = `
The folder's commit goes into the source repository under a tag of its own, and
the pipeline takes it from there as it takes a push: it builds in the same
environment, asks for approval if it is configured to, stores the release and
starts the run. The branch is left alone. Nothing is built on this machine, so
it takes no right to write to the release bucket or to any package repository:
only codecommit:GitPull, codecommit:GitPush and
codepipeline:StartPipelineExecution.

A folder that is not the top of a repository is published as a snapshot of its
files; the same files always give the same commit, and so the same bytes.`;

/** `vigilant publish [FOLDER]`: a package's folder, through the pipeline, into every region. */
export function publishCommand(context: CliContext): Command {
  const command = addTargetOptions(new Command('publish'))
    .description('build the package in a folder, store the release and publish it to every region')
    .argument('[folder]', 'folder of the package, with its pyproject.toml', '.')
    .option('--allow-dirty', 'publish the folder as it is, with changes that are not committed')
    .option('--no-follow', 'only start')
    .option('--json', 'print JSON')
    .addHelpText('after', ABOUT)
    .action((folder: string, options: Options) => publish(context, folder, options));
  return teach(command, {
    examples: [
      ['the package in this folder, watched until every region serves it', 'npx vigilant publish'],
      ['another folder, on the runtime of this machine', 'npx vigilant publish ../my-package --local'],
      ['only start it; watch it later', 'npx vigilant publish --no-follow && npx vigilant pushes'],
    ],
    negative: 'the build or the run fails',
  });
}

async function publish(context: CliContext, given: string, options: Options): Promise<void> {
  const { terminal } = context;
  const folder = resolve(context.cwd, given);
  const target = await openTarget(context, options);
  const commit = await pushFolder(context, target, { folder, options });
  const { id, isNew } = await startPipeline(target, commit);
  const again = `npx vigilant publish ${shellWord(given)}${options.allowDirty ? ' --allow-dirty' : ''}${target.flags}`;
  if (!options.follow) {
    if (options.json) return printJson(terminal, 'publish', { commit, pipelineExecution: id });
    terminal.print(id);
    return terminal.note(`${isNew ? 'Started' : 'Going on already'}. To watch it: ${again}`);
  }
  terminal.note(`${isNew ? '' : 'going on already: '}pipeline execution ${id}`);
  const progress = await unlessStopped(
    context.stop,
    () => followPipeline(context, target, id),
    () =>
      interrupted({
        what: `commit ${commit.slice(0, 12)}`,
        resume: again,
        stop: `npx vigilant stop ${commit.slice(0, 12)}${target.flags}`,
      }),
  );
  const arn = startedRun(progress);
  if (arn === undefined) throw await explainPipeline(context, target, progress);
  const run = { name: arn.split(':').at(-1) as string, arn };
  await reportRun(context, target, {
    run,
    options: {
      follow: true,
      json: options.json
        ? (value) => printJson(terminal, 'publish', { commit, pipelineExecution: id, ...value })
        : undefined,
    },
  });
}

/** Puts the folder's commit into the source repository. */
async function pushFolder(
  context: CliContext,
  target: Target,
  { folder, options }: { folder: string; options: Options },
): Promise<string> {
  const { terminal, env, clock, stop } = context;
  const scratch = mkdtempSync(join(tmpdir(), 'vigilant-publish-'));
  try {
    const source = await sourceCommit({
      folder,
      scratch,
      allowDirty: options.allowDirty ?? false,
      env,
      clock,
      signal: stop,
    });
    const to = await pushTarget(context, target);
    if (to === undefined) return commitOfConnection(target, source);
    const { commit, isNew } = await pushCommit(source, to);
    const what = source.isSnapshot ? `a snapshot of ${folder}` : folder;
    terminal.note(`${isNew ? 'pushed' : 'pushed before:'} ${what}, commit ${commit.slice(0, 12)}`);
    return commit;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The repository of a connection is not the deployment's: what is published from it has to be there already. */
function commitOfConnection({ config }: Target, { commit, isSnapshot }: SourceCommit): string {
  if (!isSnapshot) return commit;
  throw new CliError(
    `the source of deployment "${config.deployment}" is ${config.source.repository}, behind a connection: expected the ` +
      'top folder of a clone of it without changes, whose commit was pushed there.',
    EXIT.usage,
  );
}
