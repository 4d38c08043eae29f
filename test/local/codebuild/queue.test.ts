import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../../lib/local/clock';
import { CodeBuildFixture, REGION } from './code-build-fixture';

/** Builds that run at once. */
const PLACES = 16;
const QUEUE_MINUTES = 7;

/** Nobody waits seven minutes. */
const impatient: Clock = {
  now: systemClock.now,
  sleep: (milliseconds, signal) =>
    systemClock.sleep(milliseconds === QUEUE_MINUTES * 60_000 ? 50 : milliseconds, signal),
};

const folder = mkdtempSync(join(tmpdir(), 'codebuild-queue-'));
const gate = join(folder, 'gate');
let fixture: CodeBuildFixture;
let running: string[];

beforeEach(async () => {
  fixture = await CodeBuildFixture.create(undefined, impatient);
  await fixture.project(
    `version: 0.2\nphases: {build: {commands: ['until [ -e ${gate} ]; do sleep 0.05; done']}}`,
  );
  running = await Promise.all(Array.from({ length: PLACES }, () => fixture.start()));
  for (const id of running)
    while ((await fixture.get(id)).currentPhase !== 'BUILD') await systemClock.sleep(20);
});
afterEach(async () => {
  await fixture.codeBuild.close();
  await fixture.store.close();
  await rm(gate, { force: true });
});
afterAll(() => rm(folder, { recursive: true }));

const phase = (build: any, type: string) => build.phases.find((one: any) => one.phaseType === type);

test('a build beyond those that run at once waits in the phase QUEUED until another has ended', async () => {
  const id = await fixture.start();
  await systemClock.sleep(200);
  const waiting = await fixture.get(id);
  expect(waiting).toMatchObject({ currentPhase: 'QUEUED', buildStatus: 'IN_PROGRESS' });
  expect(phase(waiting, 'QUEUED').phaseStatus).toBeUndefined();
  writeFileSync(gate, '');
  await fixture.codeBuild.finished(REGION, id);
  const ended = await fixture.get(id);
  expect(ended.buildStatus).toBe('SUCCEEDED');
  expect(phase(ended, 'QUEUED')).toMatchObject({ phaseStatus: 'SUCCEEDED' });
  expect(phase(ended, 'QUEUED').endTime.getTime()).toBeGreaterThan(waiting.startTime.getTime() + 150);
});

test('a build that is stopped while it waits never runs, and those behind it do', async () => {
  const [stopped, next] = [await fixture.start(), await fixture.start()];
  const { build } = await fixture.call('StopBuild', { id: stopped });
  expect(build).toMatchObject({ buildStatus: 'STOPPED', buildComplete: true });
  expect(phase(build, 'QUEUED')).toMatchObject({ phaseStatus: 'STOPPED' });
  expect(phase(build, 'PROVISIONING')).toBeUndefined();
  writeFileSync(gate, '');
  await fixture.codeBuild.finished(REGION, next);
  expect((await fixture.get(next)).buildStatus).toBe('SUCCEEDED');
});

test('a build waits no longer than its project says', async () => {
  const id = await fixture.start({ queuedTimeoutInMinutesOverride: QUEUE_MINUTES });
  await fixture.codeBuild.finished(REGION, id);
  const build = await fixture.get(id);
  expect(build).toMatchObject({ buildStatus: 'TIMED_OUT', buildComplete: true });
  expect(phase(build, 'QUEUED').phaseStatus).toBe('TIMED_OUT');
  expect((await fixture.get(running[0] as string)).buildStatus).toBe('IN_PROGRESS');
});
