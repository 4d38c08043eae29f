import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUILDSPECS_DIRECTORY } from '../../../lib/constructs/definitions';
import { type Release, releaseDigest } from '../../../lib/contract';

/** What the script reaches the world through. */
export interface PublishPorts {
  token(): Promise<string>;
  /** SHA-256 by name of what is staged. */
  staged(): Promise<ReadonlyMap<string, string>>;
  /** Whether twine uploaded all of these. */
  upload(names: readonly string[], token: string): Promise<boolean>;
  sleep(seconds: number): Promise<void>;
  random(): number;
}

const script = readFileSync(join(BUILDSPECS_DIRECTORY, 'publish.py'), 'utf8');

/** Limits that the script has. */
export const LIMITS = {
  attempts: limit(/^ATTEMPTS = (\d+)$/m),
  longestUploadSeconds: limit(/^LONGEST_UPLOAD_SECONDS = (\d+)$/m),
  longestCallSeconds: limit(/subprocess\.run\(command, .*timeout=(\d+)\)/),
};

/**
 * `main` of buildspecs/publish.py, step by step, without shell, Python and twine. publish-script.test.ts runs both on
 * the same answers.
 *
 * @throws Error where the script raises PublishError
 */
export async function publishScript(
  release: Pick<Release, 'assets'>,
  digest: string | undefined,
  ports: PublishPorts,
): Promise<void> {
  const token = ports.token();
  token.catch(() => undefined);
  if (releaseDigest(release.assets) !== digest)
    throw new Error(`expected a bundle of build ${digest}, found that of ${releaseDigest(release.assets)}`);
  let names = release.assets.map(({ name }) => name);
  for (let attempt = 1; attempt <= LIMITS.attempts; attempt++) {
    const isUploaded = await ports.upload(names, await token);
    names = isUploaded ? [] : pending(release, await ports.staged());
    if (names.length === 0) return;
    if (attempt < LIMITS.attempts) await ports.sleep(1 + ports.random() * (2 ** attempt - 1));
  }
  throw new Error(`still missing: ${names.join(', ')}`);
}

function pending({ assets }: Pick<Release, 'assets'>, staged: ReadonlyMap<string, string>): string[] {
  for (const { name, sha256 } of assets)
    if ((staged.get(name) ?? sha256) !== sha256) throw new Error(`${name} is staged with other bytes`);
  return assets.map(({ name }) => name).filter((name) => !staged.has(name));
}

function limit(pattern: RegExp): number {
  const [, value] = pattern.exec(script) ?? [];
  if (value === undefined) throw new Error(`expected ${pattern} in buildspecs/publish.py, found none`);
  return Number(value);
}
