import { shareAnswer } from '../../../lib/cli/console/share-answer';

/** Something that is read in two steps, as everything is that AWS answers: what it finds, and later the answer. */
function slowly(read: () => string) {
  const answers: (() => void)[] = [];
  let asked = 0;
  const ask = shareAnswer(() => {
    asked += 1;
    const found = read();
    return new Promise<string>((resolve, reject) => {
      answers.push(() => (found === 'broken' ? reject(new Error(found)) : resolve(found)));
    });
  });
  /** Gives the answer that is under way; the one that waits for it is asked for then. */
  const answer = async () => {
    answers.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { ask, answer, asked: () => asked };
}

test('who asks after something was changed is not given what was found before', async () => {
  let state = 'running';
  const { ask, answer } = slowly(() => state);
  const before = ask();
  state = 'stopped';
  const after = ask();
  await answer();
  await answer();
  expect(await before).toBe('running');
  expect(await after).toBe('stopped');
});

test('however many ask meanwhile, one answer is under way at a time, and one more does for all of them', async () => {
  const { ask, answer, asked } = slowly(() => 'same');
  const all = Array.from({ length: 5 }, ask);
  expect(asked()).toBe(1);
  await answer();
  expect(asked()).toBe(2);
  await answer();
  await Promise.all(all);
  expect(asked()).toBe(2);
});

test('an answer that fails is no reason for the next one to fail', async () => {
  let state = 'broken';
  const { ask, answer } = slowly(() => state);
  const before = ask();
  const after = ask();
  state = 'mended';
  void answer();
  await expect(before).rejects.toThrow('broken');
  await answer();
  expect(await after).toBe('mended');
});
