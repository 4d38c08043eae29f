import { normalizePackageName } from '../../contract';

/** What a distribution's file name says. */
export interface DistributionFile {
  readonly type: 'wheel' | 'sdist' | 'egg';
  /** Normalised. */
  readonly package: string;
  /** As in the file name. */
  readonly version: string;
}

const WHEEL = /^([^\s-]+)-([^\s-]+)(-\d[^\s-]*)?-[^\s-]+-[^\s-]+-[^\s-]+\.whl$/;
const EGG = /^([^\s-]+)-([^\s-]+)(-[^\s-]+)*\.egg$/;
const SDIST = /^(.+)-([^-]+)\.(?:tar\.gz|tar\.bz2|zip|tgz)$/;

/**
 * Takes the file name of a Python distribution apart (binary and source distribution format specifications of
 * packaging.python.org). Undefined for a name that no installer would recognise.
 */
export function parseDistributionFile(fileName: string): DistributionFile | undefined {
  for (const [type, pattern] of [
    ['wheel', WHEEL],
    ['egg', EGG],
    ['sdist', SDIST],
  ] as const) {
    const [, name, version] = pattern.exec(fileName) ?? [];
    if (name !== undefined && version !== undefined)
      return { type, package: normalizePackageName(name), version };
  }
  return undefined;
}

/**
 * Whether two versions are the same by PEP 440, as far as spelling goes: case, `v`, separators, alternative names of
 * pre-, post- and development releases, leading zeros. Wheel file names write `_` for `-`.
 */
export function isSameVersion(a: string, b: string): boolean {
  return canonical(a) === canonical(b);
}

const PHASES: Readonly<Record<string, string>> = {
  alpha: 'a',
  beta: 'b',
  c: 'rc',
  pre: 'rc',
  preview: 'rc',
  rev: 'post',
  r: 'post',
};

function canonical(version: string): string {
  const [release = '', local = ''] = version.trim().toLowerCase().replace(/^v/, '').split('+');
  const spelled = release
    .replace(/_/g, '-')
    .replace(
      /[-.]?(alpha|beta|preview|pre|post|rev|dev|rc|a|b|c|r)[-.]?(\d*)/g,
      (_, phase: string, number: string) => {
        const name = PHASES[phase] ?? phase;
        return `${name === 'post' || name === 'dev' ? '.' : ''}${name}${number || '0'}`;
      },
    )
    // What is left of `-1` is a post-release without its name.
    .replace(/-(\d+)/, '.post$1')
    .replace(/\d+/g, (digits) => String(BigInt(digits)))
    // Trailing zeros of the release segment do not count.
    .replace(/^((?:\d+!)?\d+(?:\.\d+)*?)(?:\.0)+(?=$|[^\d.]|\.[a-z])/, '$1');
  return local === '' ? spelled : `${spelled}+${local.replace(/[-_]/g, '.')}`;
}
