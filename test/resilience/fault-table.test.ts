import { cellsOf, SLICE } from '../faults/table/cells';
import { TABLE_SPEED } from '../faults/table/command';
import { FAULT_KINDS } from '../faults/table/fault-kinds';
import { serviceOf } from '../faults/table/place';
import { runTable, type TableReport } from '../faults/table/run-table';
import { TableWorld } from '../faults/table/table-world';

/** Every call of a publish broken once, on the real runtime; `npm run faults -- --table` has every fault at each. */
let report: TableReport;

beforeAll(async () => {
  const world = await TableWorld.open({ regions: 2, speed: TABLE_SPEED });
  try {
    report = await runTable(world, {
      ...SLICE,
      concurrency: 6,
      write: () => undefined,
    });
  } finally {
    await world.close();
  }
});

test('no single fault breaks a promise', () => {
  const broken = report.results.filter(({ problems }) => problems.length > 0);
  expect(broken.map(({ cell, problems }) => `${cell.name}: ${problems.join('; ')}`)).toEqual([]);
  expect(report.results).toHaveLength(report.cells.length);
});

test('every call that a run makes is in every row that can hit it', () => {
  const cells = cellsOf(report.places);
  for (const place of report.places)
    for (const kind of FAULT_KINDS.filter(({ at }) => at(place.place) !== undefined))
      expect(cells.filter((cell) => cell.place === place && cell.kind === kind)).not.toEqual([]);
});

test('each call was broken once, and each kind of fault that is short met some call', () => {
  const broken = report.cells.map(({ place }) => place);
  expect(broken).toEqual(report.places.filter(({ isScoped }) => isScoped));
  const services = report.cells.map(({ place }) => serviceOf(place.place));
  // Which run writes to a log cannot be told from the call, so those cells share no runtime.
  expect([...new Set(services)].sort()).toEqual([
    'codeartifact',
    'codebuild',
    'dynamodb',
    'events',
    'lambda',
    's3',
  ]);
  // No event is delivered in a run that ends by itself.
  const missed = FAULT_KINDS.filter((kind) => !report.cells.some((cell) => cell.kind === kind));
  expect(missed.map(({ name }) => name)).toEqual(['too slow', 'event twice', 'event lost']);
});

test('the calls are those of every part of the workflow', () => {
  const callers = new Set(report.places.map(({ place }) => place.replace(/^\w+: /, '').split(' ')[0]));
  expect([...callers].sort()).toEqual([
    'vigilant-inspect',
    'vigilant-promote',
    'vigilant-publish-job',
    'vigilant-publish-workflow',
    'vigilant-retract',
  ]);
});
