import { type Change, WriteQueue } from '../../../lib/local/storage/write-queue';

const change = (key: string): Change => ({ key, value: key });

/** A queue that notes what it commits, and fails when told to. */
function notingQueue() {
  const commits: string[][] = [];
  const state = { isFull: false };
  const queue = new WriteQueue(async (changes) => {
    if (state.isFull) throw new Error('no space left on device');
    commits.push(changes.map(({ key }) => key));
  });
  return { queue, commits, state };
}

test('what arrives while a batch is being written goes out together', async () => {
  const { queue, commits } = notingQueue();
  await Promise.all(['a', 'b', 'c'].map((key) => queue.write([change(key)])));
  expect(commits).toEqual([['a'], ['b', 'c']]);
});

test('a change that rides costs no commit of its own and comes before what it rides with', async () => {
  const { queue, commits } = notingQueue();
  const done = jest.fn();
  queue.ride(change('bytes'), done);
  await queue.idle();
  expect(commits).toEqual([]);
  await queue.write([change('record')]);
  expect(commits).toEqual([['bytes', 'record']]);
  expect(done).toHaveBeenCalledTimes(1);
});

test('a change whose ride failed takes the next one', async () => {
  const { queue, commits, state } = notingQueue();
  queue.ride(change('bytes'), () => undefined);
  state.isFull = true;
  await expect(queue.write([change('of another')])).rejects.toThrow('no space left');
  state.isFull = false;
  await queue.write([change('record')]);
  expect(commits).toEqual([['bytes', 'record']]);
});

test('a change that rides keeps its place among those that do not', async () => {
  const { queue, commits } = notingQueue();
  const before = [queue.write([change('first')]), queue.write([change('second')])];
  queue.ride(change('riding'), () => undefined);
  await Promise.all([...before, queue.write([change('third')])]);
  expect(commits).toEqual([['first'], ['second', 'riding', 'third']]);
});
