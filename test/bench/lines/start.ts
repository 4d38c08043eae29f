import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findRuntime } from '../../../lib/cli/runtime/runtime-file';
import { assemblyDirectory } from '../../../lib/cli/runtime/synthesize';
import { alternate, timed } from '../measure/alternate';
import { runTimed } from '../measure/run-timed';
import { withScratch } from '../measure/scratch';
import { type Section, verdict } from '../measure/section';
import { show, summarize } from '../measure/statistics';
import { ROOT } from '../world/paths';

const FIRST = 'first npm start';
const SECOND = 'second npm start';
const SYNTH = 'cdk synth';
/** Longer than any start of a set-up clone that comes to an end. */
const TIMEOUT = 180_000;

/** How long a start takes until the endpoint answers, with and without a synthesis, and a synthesis alone. */
export async function start(options: { rounds: number }): Promise<Section[]> {
  return withScratch(async (folder) => {
    const state = join(folder, 'state');
    const samples = await alternate(options.rounds, {
      async [FIRST]() {
        rmSync(state, { recursive: true, force: true });
        // What a clone has before it is synthesized. The folder itself stays: others may be running on it.
        rmSync(join(assemblyDirectory(ROOT), 'inputs.sha256'), { force: true });
        return untilReady(state);
      },
      [SECOND]: () => untilReady(state),
      async [SYNTH]() {
        const command = `node node_modules/aws-cdk/bin/cdk synth --quiet --output ${join(folder, 'cdk.out')}`;
        const env = { PATH: process.env['PATH'] ?? '', HOME: folder, AWS_EC2_METADATA_DISABLED: 'true' };
        return (await runTimed(command, { cwd: ROOT, env })).wallMilliseconds;
      },
    });
    const summaries = Object.entries(samples).map(([name, values]) => [name, summarize(values)] as const);
    const seconds = (name: keyof typeof samples) => summarize(samples[name]).median / 1000;
    return [
      {
        title: 'Start',
        meaning:
          `Milliseconds, median of ${options.rounds} rounds (least–most). A start counts from the command to the first ` +
          'answer of the endpoint, in a clone that is set up: the first one finds neither a cloud assembly nor a state ' +
          'folder, the second one both. A synthesis has no credentials, bundles the functions, and starts as "npx cdk ' +
          'synth" does without the half second of npx.',
        columns: ['what', 'milliseconds'],
        rows: summaries.map(([name, summary]) => [name, show(summary)]),
        findings: [
          verdict('seconds from the second npm start to ready', seconds(SECOND), { most: 3 }),
          verdict('seconds of cdk synth', seconds(SYNTH), { most: 5 }),
        ],
      },
    ];
  });
}

/** `npm start` on a folder until its endpoint answers; it is ended then. */
async function untilReady(state: string): Promise<number> {
  const args = ['start', '--silent', '--', '--state', state, '--port', '0'];
  // In a group of its own: npm does not hand a signal on to what it has started.
  const child = spawn('npm', args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  try {
    return await timed(async () => {
      for (const start = performance.now(); (await findRuntime(state)) === undefined; await delay(10))
        if (child.exitCode !== null || performance.now() - start > TIMEOUT)
          throw new Error(`expected npm start to answer, found:\n${output}`);
    });
  } finally {
    await end(child);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const closed = new Promise((resolve) => child.once('close', resolve));
  process.kill(-child.pid, 'SIGINT');
  await closed;
}
