import { setTimeout as delay } from 'node:timers/promises';
import pLimit from 'p-limit';
import { Deployment } from '../../acceptance/deployment';
import { seededRandom } from '../world/random';
import { StoreClient } from './store-client';
import { type Content, Told } from './told';
import { writeUntilBroken } from './write-load';

/** What came of killing a runtime again and again. */
export interface KillReport {
  readonly kills: number;
  /** Changes that clients were told are kept. */
  readonly acknowledged: number;
  /** Reads that were compared with what was told. */
  readonly compared: number;
  readonly problems: readonly string[];
}

/** How long the load runs before the kill, at most, in milliseconds, where the machine is fast enough. */
const LONGEST_LOAD = 1500;
/** What is acknowledged before a kill at least, however slow the machine is: less would prove nothing. */
const FEWEST_CHANGES = 15;

/**
 * Kills the runtime, as `vigilant local` runs it, with SIGKILL at random moments under load, starts it again, and
 * compares what it serves with what clients were told. At the end everything is compared once more.
 */
export async function killAgain(options: {
  readonly kills: number;
  readonly seed: number;
  readonly write: (line: string) => void;
}): Promise<KillReport> {
  const { kills, seed, write } = options;
  const random = seededRandom(seed);
  const deployment = new Deployment();
  const told = new Told();
  const problems: string[] = [];
  let compared = 0;
  const look = async (keys: readonly string[]): Promise<void> => {
    compared += keys.length;
    problems.push(...(await compare(new StoreClient(deployment.url), told, keys)));
  };
  try {
    await deployment.start();
    await new StoreClient(deployment.url).prepare();
    for (let round = 1; round <= kills; round++) {
      const enough = told.count + FEWEST_CHANGES;
      const load = writeUntilBroken(new StoreClient(deployment.url), { told, round, random });
      await delay(random() * LONGEST_LOAD);
      await untilAcknowledged(told, { count: enough, load });
      await deployment.stop('SIGKILL');
      await load;
      await deployment.start();
      await look(told.changed());
      if (round % 10 === 0)
        write(`${round} of ${kills} kills, ${told.count} acknowledged, ${problems.length} violations`);
    }
    await look(told.all());
    return { kills, acknowledged: told.count, compared, problems };
  } finally {
    await deployment.remove();
  }
}

/** Waits for so many acknowledged changes, or for the end of a load that will bring no more. */
async function untilAcknowledged(
  told: Told,
  { count, load }: { count: number; load: Promise<void> },
): Promise<void> {
  let ended = false;
  const end = () => {
    ended = true;
  };
  load.then(end, end);
  while (!ended && told.count < count) await delay(10);
}

/** What is not as clients were told. */
export async function compare(client: StoreClient, told: Told, keys: readonly string[]): Promise<string[]> {
  const limit = pLimit(8);
  const problems = await Promise.all(
    keys.map((key) =>
      limit(async () => {
        try {
          return told.compare(key, await contentOf(client, key));
        } catch (error) {
          return `${key}: ${(error as Error).message}`;
        }
      }),
    ),
  );
  return problems.filter((problem) => problem !== undefined);
}

function contentOf(client: StoreClient, key: string): Promise<Content> {
  const [kind = '', ...names] = key.split('/');
  if (kind === 'item') return client.item(names.join('/'));
  if (kind === 'object') return client.object(names.join('/'));
  const [name = '', version = ''] = names;
  return client.file(kind, name, version);
}
