import { duration } from '../../contract/duration';
import { OPERATOR } from '../../local/iam/iam';
import type { CliContext } from '../context';
import { CliError, EXIT } from '../failure';
import { verifyVersion } from '../releases/verify-version';
import { printFailure } from '../runs/run-view';
import type { OpenRuntime } from '../runtime/open-runtime';
import { faultsOf } from '../runtime/runtime-api';
import { describeTarget, type Target } from '../target';
import { paint } from '../terminal';
import { printGoingOn, printGuide } from './guide';
import { installFrom } from './install-check';
import { publishSample, type SampleOutcome } from './publish-sample';

interface Options {
  /** Region that is to refuse uploads. */
  readonly fail?: string;
  readonly stateOption?: string;
  /** The runtime stops when this is done. */
  readonly once?: boolean;
}

/** Publishes the sample package on a runtime, checks it as a consumer would, and says where to look. */
export async function startSample(
  context: CliContext,
  runtime: OpenRuntime,
  options: Options,
): Promise<boolean> {
  const { terminal, clock } = context;
  const clients = context.createClients({
    region: runtime.config.primaryRegion,
    endpoint: runtime.url,
    credentials: { accessKeyId: OPERATOR.accessKeyId, secretAccessKey: OPERATOR.secretAccessKey },
  });
  const target = await describeTarget(runtime.config, clients, runtime.url);
  const began = clock.now();
  if (options.fail !== undefined) await breakRegion(context, runtime, options.fail);
  const outcome = await publishSample({ context, runtime, target });
  const published = outcome.run === undefined || outcome.run.status === 'SUCCEEDED';
  const installs = published && (await installEverywhere(context, { target, runtime }, outcome));
  const guide = { runtime, stateOption: options.stateOption, published: outcome };
  // Before the verdict, which must be the last that is seen of a start that ends.
  if (options.once) printGoingOn(context, guide);
  if (published) {
    const where = `${target.config.regions.length} regions${installs ? ' and installs from each' : ', but does not install from all of them'}`;
    const verdict = `${outcome.package} ${outcome.version} is published in ${where} (${duration(clock.now() - began)})`;
    terminal.note(paint(terminal, installs ? 'green' : 'red', verdict));
  } else await reportFailure(context, target, outcome);
  if (!options.once) printGuide(context, guide);
  if (options.fail === undefined) return installs;
  if (published) {
    terminal.note(
      `--fail ${options.fail} had nothing to refuse: ${outcome.package} ${outcome.version} was published before. ` +
        'Raise the version in sample-package/pyproject.toml, or start on another folder with --state DIR.',
    );
  }
  return false;
}

/** Refusals that a retry cannot cure, for as long as the runtime lives. */
async function breakRegion({ terminal }: CliContext, { url }: OpenRuntime, region: string): Promise<void> {
  await faultsOf(url).add({
    region,
    service: 'codeartifact',
    operation: 'PublishPackageVersion',
    effect: { kind: 'error', status: 403, code: 'AccessDeniedException', message: 'refused by --fail' },
  });
  terminal.note(`${region} refuses every upload (--fail)`);
}

async function installEverywhere(
  context: CliContext,
  { target, runtime }: { target: Target; runtime: OpenRuntime },
  release: SampleOutcome,
): Promise<boolean> {
  const { terminal } = context;
  const { regions } = target.config;
  const installations = await Promise.all(
    regions.map((region) => installFrom(context, { target, region, state: runtime.state }, release)),
  );
  for (const { region, installed, command, output } of installations) {
    const text = installed ? `installed with pip${command ? `; ${command}: ${output}` : ''}` : output;
    terminal.note(`  install  ${region.padEnd(14)}  ${paint(terminal, installed ? 'green' : 'red', text)}`);
  }
  return installations.every((installation) => installation.installed);
}

/** Prints why the run failed, and checks that it left nothing behind: no region may serve the version. */
async function reportFailure(context: CliContext, target: Target, outcome: SampleOutcome): Promise<void> {
  const { terminal } = context;
  const { run, package: name, version } = outcome;
  if (run === undefined) return;
  printFailure(terminal, run);
  if (run.error !== 'PublishRolledBack') return;
  const report = await verifyVersion(target, { name, version, regions: target.config.regions });
  const serving = report.regions
    .filter((region) => region.verdict !== 'missing')
    .map((region) => region.region);
  if (serving.length > 0) {
    throw new CliError(
      `the run says that it was rolled back, but ${serving.join(', ')} still answers for ${name} ${version}`,
      EXIT.negative,
    );
  }
  terminal.print(`Rolled back: no region serves ${name} ${version}.`);
}
