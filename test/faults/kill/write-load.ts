import { randomBytes } from 'node:crypto';
import { type StoreClient, sha256 } from './store-client';
import type { Told } from './told';

/** Lanes that write at once. Each waits for the answer of one change before it asks for the next. */
const LANES = 6;
const LARGEST_FILE = 400_000;

/**
 * Writes in every way there is, until the runtime answers no more: uploads, copies, deletions, items, objects.
 * `round` keeps names apart from those of earlier rounds; `random` decides what comes next.
 */
export async function writeUntilBroken(
  client: StoreClient,
  { told, round, random }: { told: Told; round: number; random: () => number },
): Promise<void> {
  const lane = async (number: number): Promise<void> => {
    for (let n = 0; ; n++) {
      const step = nextStep(client, { told, name: `kept-${round}-${number}`, version: `0.${n}`, random });
      try {
        await step();
      } catch {
        return;
      }
    }
  };
  await Promise.all(Array.from({ length: LANES }, (_, number) => lane(number)));
}

interface Next {
  readonly told: Told;
  readonly name: string;
  readonly version: string;
  readonly random: () => number;
}

function nextStep(client: StoreClient, { told, name, version, random }: Next): () => Promise<void> {
  const dice = random();
  const own = (kind: string) => told.pick(random(), (key) => key.startsWith(`${kind}/${name}/`));
  const file = own('first');
  if (dice < 0.3 || file === undefined) {
    const bytes = randomBytes(1 + Math.floor(random() * LARGEST_FILE));
    return () =>
      told.change(`first/${name}/${version}`, sha256(bytes), () => client.upload(name, version, bytes));
  }
  const [, , chosen = ''] = file.split('/');
  if (dice < 0.45) {
    // A copy of what is there already changes nothing, so what is told stays true.
    const content = told.acknowledgedOf(file);
    return () => told.change(`second/${name}/${chosen}`, content, () => client.copy(name, chosen));
  }
  if (dice < 0.55) {
    const copy = own('second');
    const [repository = '', , gone = ''] = (copy ?? file).split('/');
    return () => told.change(copy ?? file, undefined, () => client.remove(repository, name, gone));
  }
  if (dice < 0.75) {
    const value = String(random());
    return () => told.change(`item/${name}`, value, () => client.putItem(name, value));
  }
  const key = `${name}/${Math.floor(random() * 5)}`;
  if (dice < 0.8) return () => told.change(`object/${key}`, undefined, () => client.deleteObject(key));
  const bytes = randomBytes(1 + Math.floor(random() * LARGEST_FILE));
  return () => told.change(`object/${key}`, sha256(bytes), () => client.putObject(key, bytes));
}
