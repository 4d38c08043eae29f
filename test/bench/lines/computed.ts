import { LIMITS } from '../cost/limits';
import { PRICES } from '../cost/prices';
import { ourCost, type ReleaseCost, sampleCost } from '../cost/release-cost';
import { TIME_MODEL } from '../cost/time-model';
import { type ReleaseRecord, recordRelease } from '../figures/record-release';
import type { Section } from '../measure/section';
import { openInsideWorld } from '../world/release-world';
import { recordTraffic } from '../world/traffic';

/** Assets of the release that is computed: a wheel and an sdist of 1 MB together. */
const ASSETS = { bytes: 1_000_000, assets: 2 };

/** What a release takes on AWS, computed from recorded runs, beside the sample's pipeline. */
export async function computed(): Promise<Section[]> {
  const world = await openInsideWorld();
  const traffic = recordTraffic(world.runtime);
  const records: ReleaseRecord[] = [];
  try {
    for (const regions of [1, 3, 13]) records.push(await recordRelease(world, traffic, regions));
  } finally {
    traffic.end();
    await world.close();
  }
  return [recorded(records), costs(records), prices(), limits()];
}

function recorded(records: readonly ReleaseRecord[]): Section {
  const names = [...new Set(records.flatMap(({ requests }) => Object.keys(requests)))].sort();
  const row = (name: string, value: (record: ReleaseRecord) => number) => [name, ...records.map(value)];
  return {
    title: 'One release, counted',
    meaning:
      'A first publish of a version with two assets, recorded on the local runtime. Counts, not times: the same on ' +
      'every machine, and held by test/bench/figures.test.ts.',
    columns: ['', ...records.map(({ regions }) => `${regions} region${regions > 1 ? 's' : ''}`)],
    rows: [
      row('state transitions', ({ transitions }) => transitions),
      row('allowed: 12 + 6 per region', ({ regions }) => 12 + 6 * regions),
      row('history events (AWS ends at 25,000)', ({ events }) => events),
      row('largest state payload, bytes (of 262,144)', ({ largestPayload }) => largestPayload),
      ...names.map((name) => row(`\`${name}\``, ({ requests }) => requests[name] ?? 0)),
    ],
    findings: [
      'Left out, because only this machine makes them: polls that stand for CodeBuild events, and log streams.',
    ],
  };
}

function costs(records: readonly ReleaseRecord[]): Section {
  const row = (side: string, cost: ReleaseCost) => [
    cost.regions,
    side,
    cost.transitions,
    cost.lambdaGigabyteSeconds.toFixed(1),
    cost.codeBuildSeconds.toFixed(0),
    cost.requests,
    cost.pipelineMinutes,
    `$${cost.dollars.toFixed(4)}`,
    cost.seconds.toFixed(0),
  ];
  return {
    title: 'One release on AWS, computed',
    meaning:
      'Counts of the recorded runs, times of the model below and list prices of us-east-1 without free tiers; KMS, ' +
      'logs, storage and transfer between regions left out on both sides. The sample is taken with a V2 pipeline.',
    columns: [
      'regions',
      'side',
      'transitions',
      'Lambda GB-s',
      'CodeBuild s',
      'requests',
      'pipeline min',
      'cost',
      's to last region',
    ],
    rows: records.flatMap((record) => [
      row('ours', ourCost(record, ASSETS.bytes)),
      row('sample', sampleCost(record.regions, ASSETS)),
    ]),
    findings: [
      `Time model, in seconds, all assumed (test/bench/cost/time-model.ts has the reasons): ${Object.entries(
        TIME_MODEL,
      )
        .map(([name, value]) => `${name} ${Number(value.toFixed(1)).toLocaleString('en')}`)
        .join(', ')}.`,
    ],
  };
}

function prices(): Section {
  return {
    title: 'Prices',
    meaning: 'US dollars in us-east-1. Confirmed means read on a copy of the page that AWS itself publishes.',
    columns: ['unit', 'dollars', 'confirmed', 'source'],
    rows: Object.values(PRICES).map(({ unit, dollars, confirmed, source }) => [
      unit,
      dollars.toFixed(10).replace(/0+$/, ''),
      confirmed ? 'yes' : 'no',
      source,
    ]),
    findings: [],
  };
}

function limits(): Section {
  return {
    title: 'Limits that bind first',
    meaning: 'As regions, packages and releases per day grow.',
    columns: ['limit', 'value', 'binds', 'what is done about it', 'source'],
    rows: LIMITS.map(({ what, value, binds, answer, source }) => [what, value, binds, answer, source]),
    findings: [],
  };
}
