import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { type Clock, systemClock } from '../../../lib/local/clock';
import { createCodeBuild } from '../../../lib/local/codebuild/codebuild';
import { openStore, type Store } from '../../../lib/local/storage/store';
import { fillingStore } from '../storage/filling-store';
import { CodeBuildFixture, REGION } from './code-build-fixture';

/** Waits a tenth of the time, so that three seconds of grace for processes are soon over. */
const hurried: Clock = {
  now: systemClock.now,
  sleep: (milliseconds, signal) => systemClock.sleep(milliseconds / 10, signal),
};

let fixture: CodeBuildFixture;
let store: Store;

beforeEach(async () => {
  store = await openStore();
  fixture = await CodeBuildFixture.create(store, hurried);
});
afterEach(async () => {
  await fixture.codeBuild.close();
  await store.close();
});

/** Processes whose environment names the build. */
function processesOf(id: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`CODEBUILD_BUILD_ID=${id}\0`);
      } catch {
        return false;
      }
    });
}

/** Processes whose command line has this word in it. */
function running(word: string): string[] {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0').includes(word);
    } catch {
      return false;
    }
  });
}

/** A job whose processes hold on: a child, one in a session of its own, and one that ignores SIGTERM. */
const STUBBORN = `
version: 0.2
phases:
  build:
    commands:
      - sleep 1000 & true
      - setsid sleep 1001 & true
      - "(trap '' TERM; while :; do sleep 0.1; done) & true"
      - echo working && sleep 1002
  post_build: {commands: [echo not reached]}
`;

test('StopBuild ends the whole process tree before it answers', async () => {
  await fixture.project(STUBBORN);
  const id = await fixture.startUntil('working\n');
  expect(processesOf(id).length).toBeGreaterThanOrEqual(4);
  const { build } = await fixture.call('StopBuild', { id });
  expect(processesOf(id)).toEqual([]);
  expect(build).toMatchObject({ buildStatus: 'STOPPED', buildComplete: true, currentPhase: 'COMPLETED' });
  const [stopped, completed] = build.phases.slice(-2);
  expect(stopped).toMatchObject({ phaseType: 'BUILD', phaseStatus: 'STOPPED' });
  expect(stopped.contexts).toBeUndefined();
  expect(completed).toEqual({ phaseType: 'COMPLETED', startTime: expect.any(Date) });
  expect(readdirSync(fixture.workDirectory)).toEqual([]);
  // Stopping what has ended changes nothing.
  expect((await fixture.call('StopBuild', { id })).build).toEqual(build);
});

test('StopBuild also ends what left its session and dropped its environment', async () => {
  const [inside, outside] = [1, 2].map((n) => `1000.${n}${process.pid}`) as [string, string];
  await fixture.project(`
version: 0.2
phases:
  build:
    commands:
      - (setsid env -i sleep ${inside} &)
      - (cd / && exec setsid env -i sleep ${outside}) & true
      - echo working && sleep 1005`);
  const id = await fixture.startUntil('working\n');
  expect([running(inside).length, running(outside).length]).toEqual([1, 1]);
  await fixture.call('StopBuild', { id });
  expect([running(inside), running(outside)]).toEqual([[], []]);
});

test('what a build leaves in the background is ended with it', async () => {
  await fixture.project('version: 0.2\nphases: {build: {commands: [setsid sleep 1000 & true]}}');
  const build = await fixture.build();
  expect(build.buildStatus).toBe('SUCCEEDED');
  expect(processesOf(build.id)).toEqual([]);
});

test('a build that takes too long times out', async () => {
  await fixture.project('version: 0.2\nphases: {build: {commands: [sleep 1000]}}', { TimeoutInMinutes: 5 });
  const asked: number[] = [];
  const clock = {
    now: systemClock.now,
    sleep: async (milliseconds: number, signal?: AbortSignal) => {
      if (milliseconds >= 60_000) asked.push(milliseconds);
      await systemClock.sleep(Math.min(milliseconds, 300), signal);
    },
  };
  const codeBuild = createCodeBuild({ ...fixture.options(), clock });
  fixture.codeBuild = codeBuild;
  await fixture.project('version: 0.2\nphases: {build: {commands: [sleep 1000]}}', { TimeoutInMinutes: 5 });
  const build = await fixture.build();
  expect(asked).toEqual([5 * 60_000]);
  expect(build.buildStatus).toBe('TIMED_OUT');
  expect(build.phases.at(-2)).toMatchObject({
    phaseType: 'BUILD',
    phaseStatus: 'TIMED_OUT',
    contexts: [{ statusCode: 'BUILD_TIMED_OUT' }],
  });
  expect(processesOf(build.id)).toEqual([]);
});

test('after a crash of the runtime the jobs that were running are ended and marked', async () => {
  await fixture.project(STUBBORN);
  const id = await fixture.startUntil('working\n');
  // Another runtime over the same store knows only what is on disk, as after a kill.
  const survivor = fixture.codeBuild;
  await fixture.restart(store);
  // A killed process is still listed until the kernel has taken it down, which a busy machine puts off.
  for (let looks = 0; processesOf(id).length > 0 && looks < 100; looks++) await systemClock.sleep(50);
  expect(processesOf(id)).toEqual([]);
  const build = await fixture.get(id);
  expect(build).toMatchObject({ buildStatus: 'FAULT', buildComplete: true });
  expect(build.phases.at(-2)).toMatchObject({
    phaseType: 'BUILD',
    phaseStatus: 'FAULT',
    contexts: [{ message: expect.stringContaining('runtime stopped while this build was in progress') }],
  });
  // The survivor, which on a killed runtime would be gone, tells of its shell's end at about the same time.
  expect(fixture.events.map(({ detail }) => detail['build-status'])).toContain('FAULT');
  await survivor.close();
});

test('closing the runtime ends its builds and their processes', async () => {
  await fixture.project(STUBBORN);
  const id = await fixture.startUntil('working\n');
  await fixture.codeBuild.close();
  expect(processesOf(id)).toEqual([]);
  expect(await fixture.get(id)).toMatchObject({ buildStatus: 'FAULT' });
});

test('a process that got the id of a dead job is left alone', async () => {
  await fixture.project('version: 0.2\nphases: {build: {commands: [echo working && sleep 1000]}}');
  const id = await fixture.startUntil('working\n');
  const table = store.table<any>('codebuild-builds');
  const key = `${REGION}\u0000${id}`;
  const stored = await table.get(key);
  await fixture.codeBuild.close();
  const stranger = execFileSync('sh', ['-c', 'setsid sleep 60 >/dev/null 2>&1 & echo $!']).toString().trim();
  await table.put(key, { ...stored, processes: [{ pid: Number(stranger), startedAt: '1' }] });
  await fixture.restart(store);
  expect((await fixture.get(id)).buildStatus).toBe('FAULT');
  expect(() => process.kill(Number(stranger), 0)).not.toThrow();
  process.kill(Number(stranger), 'SIGKILL');
});

test('the event bus hears of the start and of the end', async () => {
  await fixture.project('version: 0.2\nphases: {build: {commands: ["false"]}}');
  const build = await fixture.build();
  await systemClock.sleep(0);
  expect(fixture.events.map((event) => event.detail['build-status'])).toEqual(['IN_PROGRESS', 'FAILED']);
  expect(fixture.events[1]).toMatchObject({
    source: 'aws.codebuild',
    'detail-type': 'CodeBuild Build State Change',
    resources: [build.arn],
    detail: {
      'build-id': build.arn,
      'project-name': 'p',
      'current-phase': 'COMPLETED',
      'additional-information': {
        'build-complete': true,
        'build-start-time': expect.stringMatching(/^[A-Z][a-z]{2} \d+, \d{4} \d+:\d\d:\d\d [AP]M$/),
      },
    },
  });
});

/** Starts a build whose end the disk has no room for, and waits until that is reported. */
async function buildWithoutRoom() {
  const reports: string[] = [];
  const { disk, filling } = fillingStore(store);
  fixture.store = filling;
  fixture.codeBuild = createCodeBuild({ ...fixture.options(), report: (message) => reports.push(message) });
  await fixture.project('version: 0.2\nphases: {build: {commands: [echo working, sleep 0.5]}}');
  const id = await fixture.startUntil('\nworking');
  disk.isFull = true;
  while (reports.length === 0) await systemClock.sleep(20);
  return { id, disk, reports };
}

test('a build whose end cannot be written is reported, and nobody is told of the end before it is', async () => {
  const { id, disk, reports } = await buildWithoutRoom();
  const ends = () => fixture.events.filter(({ detail }: any) => detail['build-status'] === 'SUCCEEDED');
  expect(reports).toEqual([expect.stringMatching(/^build arn:aws:codebuild:.*no space left on device/s)]);
  await systemClock.sleep(300);
  expect(await fixture.get(id)).toMatchObject({ buildComplete: false });
  expect(ends()).toEqual([]);
  disk.isFull = false;
  await fixture.codeBuild.finished(REGION, id);
  expect(ends()).toHaveLength(1);
  expect(reports).toHaveLength(1);
  await fixture.restart(store);
  expect(await fixture.get(id)).toMatchObject({ buildStatus: 'SUCCEEDED' });
});

test('a runtime that closes does not wait for a disk without room', async () => {
  const { reports } = await buildWithoutRoom();
  await fixture.codeBuild.close();
  expect(reports.at(-1)).toMatch(/its end is not on disk: the next start ends it/);
});

test('a build that is written while the runtime closes does not run; the next start ends it', async () => {
  let closed: Promise<void> | undefined;
  const table = <T>(name: string) => {
    const real = store.table<T>(name);
    const put = (key: string, value: T) => {
      if (name === 'codebuild-builds') closed ??= fixture.codeBuild.close();
      return real.put(key, value);
    };
    return Object.assign(Object.create(real), { put });
  };
  fixture.store = { ...store, table };
  fixture.codeBuild = createCodeBuild(fixture.options());
  await fixture.project('version: 0.2\nphases: {build: {commands: [sleep 1000]}}');
  const id = await fixture.start();
  await closed;
  await systemClock.sleep(300);
  expect(processesOf(id)).toEqual([]);
  expect(await fixture.get(id)).toMatchObject({ buildComplete: false });
  await fixture.restart(store);
  expect(await fixture.get(id)).toMatchObject({ buildStatus: 'FAULT', buildComplete: true });
});
