import { systemClock } from '../../../lib/local/clock';
import { BuildLog } from '../../../lib/local/codebuild/runner/build-log';
import { CodeBuildFixture } from './code-build-fixture';

const KIBIBYTE = 1024;

test('a line without an end is written in pieces that fit an event, with its secrets hidden wherever they stand', async () => {
  const written: string[] = [];
  const log = new BuildLog(systemClock, async (lines) => {
    for (const { message } of lines) written.push(message);
  });
  log.hide(['a-secret-of-the-job']);
  const filler = 'x'.repeat(100 * KIBIBYTE - 7);
  for (let i = 0; i < 20; i++) log.output(`${filler}a-secret-of-the-job`);
  await log.flush();
  expect(Math.max(...written.map((message) => message.length))).toBeLessThanOrEqual(256 * KIBIBYTE);
  const text = written.map((message) => message.slice(0, -1)).join('');
  expect(text).toBe(`${filler}***`.repeat(20));
});

test('whoever writes faster than the log is kept is told to wait', async () => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const log = new BuildLog(systemClock, () => held);
  const waits: (Promise<void> | undefined)[] = [];
  for (let i = 0; i < 40; i++) waits.push(log.output(`${'x'.repeat(64 * KIBIBYTE)}\n`));
  expect(waits[0]).toBeUndefined();
  expect(waits.at(-1)).toBeInstanceOf(Promise);
  release();
  await waits.at(-1);
  await log.flush();
});

test('a job that floods its log ends as any other, with every line kept', async () => {
  const fixture = await CodeBuildFixture.create();
  await fixture.project(`
version: 0.2
phases:
  build:
    commands:
      - seq 1 9000
      - head -c 3000000 /dev/zero | tr '\\0' x
`);
  const build = await fixture.build();
  expect(build.buildStatus).toBe('SUCCEEDED');
  const lines = Array.from({ length: 9000 }, (_, n) => String(n + 1));
  expect((await fixture.output(build.id)).slice(0, 9000)).toEqual(lines);
  await fixture.codeBuild.close();
  await fixture.store.close();
});
