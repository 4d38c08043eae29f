import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { buildSync } from 'esbuild';
import { alternate } from '../measure/alternate';
import { installNpm, installPython, withScratch } from '../measure/scratch';
import { type Section, verdict } from '../measure/section';
import { show, summarize } from '../measure/statistics';
import { ROOT } from '../world/paths';
import { execute } from './execute';
import { chainShape, loopShape, mapShape, type Shape } from './shapes';

const run = promisify(execFile);
/** Runs of one process in one round, after one that warms up. */
const RUNS = 3;
const THEIRS = join(__dirname, 'aws-local-stepfunctions.mjs');

/** The state machine interpreter against aws-local-stepfunctions 3 and, when asked for, moto. */
export async function interpreter(options: { rounds: number; moto: boolean }): Promise<Section[]> {
  return withScratch(async (folder) => {
    installNpm(folder, ['aws-local-stepfunctions@3']);
    const ours = buildOurs(folder);
    const python = options.moto ? installPython(folder, ['moto[stepfunctions]', 'boto3']) : undefined;
    const rows: (string | number)[][] = [];
    const findings: string[] = [];
    for (const shape of [mapShape(1000), chainShape(10_000), loopShape(10_000)]) {
      const files = writeShape(folder, shape);
      const samples = await alternate(options.rounds, {
        ours: () => median(folder, ours, files.jsonata, files.input),
        plain: () => median(folder, THEIRS, files.plain, files.input),
        intrinsic: () => median(folder, THEIRS, files.intrinsic, files.input),
      });
      const own = summarize(samples.ours);
      const [plain, intrinsic] = [summarize(samples.plain), summarize(samples.intrinsic)];
      const moto = python === undefined ? undefined : await motoTime(python, files);
      rows.push([
        shape.name,
        ...[own, plain, intrinsic].map(show),
        moto === undefined ? 'not run' : Math.round(moto),
      ]);
      findings.push(
        ...[
          { what: 'without expressions', other: plain },
          { what: 'with them', other: intrinsic },
        ].map(({ what, other }) =>
          verdict(`${shape.name}, ours to aws-local-stepfunctions ${what}`, own.median / other.median, {
            most: 1.5,
          }),
        ),
      );
      if (moto !== undefined)
        findings.push(verdict(`${shape.name}, moto to ours`, moto / own.median, { least: 100 }));
    }
    return [
      {
        title: 'Interpreter',
        meaning:
          `Milliseconds from start to end of one execution; median of ${options.rounds} rounds (least–most), the ` +
          'sides in turns. Ours evaluates a JSONata expression in every state and keeps the full history in its ' +
          'store. The others cannot: they run the same shape in JSONPath, aws-local-stepfunctions without expressions ' +
          'where the shape can do without and with the same ones as intrinsic functions, moto, once, with those. ' +
          'aws-local-stepfunctions keeps no such history.',
        columns: [
          'shape',
          'ours',
          'aws-local-stepfunctions 3, no expressions',
          'aws-local-stepfunctions 3',
          'moto',
        ],
        rows,
        findings,
      },
      await growth(),
    ];
  });
}

/** Ours as users run it: one JavaScript file, and not TypeScript that is transpiled as it is loaded. */
function buildOurs(folder: string): string {
  const outfile = join(folder, 'our-interpreter.js');
  buildSync({
    entryPoints: [join(__dirname, 'our-interpreter.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    packages: 'external',
    target: `node${process.versions.node}`,
    logLevel: 'error',
  });
  return outfile;
}

interface Files {
  readonly jsonata: string;
  readonly plain: string;
  readonly intrinsic: string;
  readonly input: string;
}

function writeShape(folder: string, shape: Shape): Files {
  const write = (name: string, content: unknown) => {
    const file = join(folder, name);
    writeFileSync(file, JSON.stringify(content));
    return file;
  };
  return {
    jsonata: write('jsonata.json', shape.jsonata),
    plain: write('plain.json', shape.plain),
    intrinsic: write('intrinsic.json', shape.intrinsic),
    input: write('input.json', shape.input),
  };
}

/** Median of some executions in a process of their own. */
async function median(folder: string, script: string, definition: string, input: string): Promise<number> {
  const { stdout } = await run(process.execPath, [script, definition, input, String(RUNS)], {
    cwd: folder,
    env: { ...process.env, NODE_PATH: join(ROOT, 'node_modules') },
  });
  return summarize(stdout.trim().split('\n').map(Number)).median;
}

async function motoTime(bin: string, files: Files): Promise<number> {
  const script = join(__dirname, 'moto-stepfunctions.py');
  const { stdout } = await run(join(bin, 'python'), [script, files.intrinsic, files.input]);
  return Number(stdout);
}

/** What one execution with a history of some length took and held. */
async function grown(transitions: number, collect: () => void) {
  const used = async () => {
    // A turn of the event loop lets go of what the last execution still held.
    await new Promise((resolve) => setTimeout(resolve, 50));
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const before = await used();
  const { bench, arn, milliseconds } = await execute(loopShape(transitions).jsonata, { n: 0 });
  const bytes = (await used()) - before;
  return { events: (await bench.history(arn)).length, milliseconds, bytes };
}

/** Time and memory per event of history as it grows to where AWS ends an execution. */
async function growth(): Promise<Section> {
  setFlagsFromString('--expose_gc');
  const collect = runInNewContext('gc') as () => void;
  await grown(3000, collect);
  const rows: (string | number)[][] = [];
  const perEvent: number[] = [];
  for (const transitions of [3000, 6000, 12_000]) {
    const { events, milliseconds, bytes } = await grown(transitions, collect);
    const microseconds = (milliseconds * 1000) / events;
    perEvent.push(microseconds);
    rows.push([
      events.toLocaleString('en'),
      milliseconds.toFixed(0),
      microseconds.toFixed(1),
      Math.round(bytes / events),
    ]);
  }
  return {
    title: 'Interpreter: a growing history',
    meaning:
      'One execution in an in-memory store, up to just under the 25,000 events at which AWS ends an execution. ' +
      'Linear means that the microseconds per event stay the same. Bytes are live heap after a garbage collection.',
    columns: ['events', 'milliseconds', 'µs per event', 'bytes per event'],
    rows,
    findings: [
      verdict(
        'µs per event at 24,000 events to those at 6,000',
        (perEvent[2] as number) / (perEvent[0] as number),
        { most: 1.5 },
      ),
    ],
  };
}
