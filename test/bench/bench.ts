import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { computed } from './lines/computed';
import { interpreter } from './lines/interpreter';
import { orchestration } from './lines/orchestration';
import { publishJob } from './lines/publish-job';
import { registry } from './lines/registry';
import { registryGrowth } from './lines/registry-growth';
import { sampleStep } from './lines/sample-step';
import { start } from './lines/start';
import { describeMachine, measureNoise } from './measure/machine';
import { type Section, toMarkdown } from './measure/section';
import { createBareRepositories } from './world/bare-repositories';
import { openReleaseWorld, type ReleaseWorld } from './world/release-world';
import { REGIONS } from './world/synthesize-app';

const USAGE = `npm run bench -- [LINE…] [--rounds N] [--moto] [--json FILE] [--markdown FILE]
Lines: computed, orchestration, job, sample, interpreter, registry, growth, start; all of them by default.
--moto also times moto (a minute).
Downloads what it compares with into a temporary folder; it is gone afterwards.`;

interface Options {
  readonly rounds: number;
  readonly moto: boolean;
}

/** Lines that publish, and therefore share one deployment. */
const RELEASE_LINES: Readonly<Record<string, (world: ReleaseWorld, options: Options) => Promise<Section[]>>> =
  {
    orchestration,
    job: publishJob,
    sample: sampleStep,
  };
const OTHER_LINES: Readonly<Record<string, (options: Options) => Promise<Section[]>>> = {
  computed,
  interpreter,
  registry,
  growth: registryGrowth,
  start,
};

/** Measures what is asked for and writes it as a table, and as JSON if a file is named. */
export async function bench(args: readonly string[], write: (text: string) => void): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '5' },
      moto: { type: 'boolean', default: false },
      json: { type: 'string' },
      markdown: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return write(USAGE);
  const known = [...Object.keys(RELEASE_LINES), ...Object.keys(OTHER_LINES)];
  const unknown = positionals.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`unknown line ${unknown.join(', ')}: expected ${known.join(', ')}`);
  const wanted = positionals.length > 0 ? positionals : known;
  const options = { rounds: Number(values.rounds), moto: values.moto };
  const machine = describeMachine();
  const date = new Date().toISOString().slice(0, 10);
  write(`Measured on ${date}: ${machine}. Compare within a row, not between runs.\n`);
  const sections: Section[] = [];
  const add = async (measuring: () => Promise<Section[]>) => {
    const before = measureNoise();
    const found = await measuring();
    const noise = [before, measureNoise()];
    const more = found.map((section) => ({ ...section, noise }));
    sections.push(...more);
    for (const section of more) write(toMarkdown(section));
  };
  const releases = wanted.filter((name) => name in RELEASE_LINES);
  if (releases.length > 0) await onReleaseWorld(releases, options, add);
  for (const name of wanted) {
    const line = OTHER_LINES[name];
    if (line !== undefined) await add(() => line(options));
  }
  const report = { date, machine, command: `npm run bench -- ${args.join(' ')}`, sections };
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, undefined, 2)}\n`);
  if (values.markdown !== undefined) writeFileSync(values.markdown, sections.map(toMarkdown).join('\n'));
}

async function onReleaseWorld(
  names: readonly string[],
  options: Options,
  add: (measuring: () => Promise<Section[]>) => Promise<void>,
): Promise<void> {
  const world = await openReleaseWorld();
  try {
    await createBareRepositories(world, REGIONS);
    for (const name of names) await add(async () => (await RELEASE_LINES[name]?.(world, options)) ?? []);
  } finally {
    await world.close();
  }
}
