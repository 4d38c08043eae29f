import type { Fate, Moment } from './sightings';

/** A file that an installer downloaded, or found on the page and no more behind it; without a file, it found nothing. */
export interface Download extends Moment {
  readonly region: string;
  readonly name: string;
  readonly file?: string;
  /** Undefined where the file was gone. */
  readonly sha256?: string;
}

/**
 * P4 for what an installer gets: a file of a version that every region has staged, and one where a region has any.
 *
 * @param who the installer, for the message
 */
export function judgeDownload(
  who: string,
  { region, name, file, sha256, asked, answered }: Download,
  fates: readonly Fate[],
): string[] {
  const own = fates.filter(({ release }) => release.package === name);
  const where = `P4: ${who}, ${name} from ${region}`;
  if (file === undefined) {
    const missed = own.find(
      ({ isPublished, window }) => isPublished && window !== undefined && window.to < asked,
    );
    return missed === undefined
      ? []
      : [`${where}: found nothing, and ${missed.release.version} was published`];
  }
  const fate = own.find(({ release }) =>
    release.assets.some((asset) => asset.name === file && asset.sha256 === (sha256 ?? asset.sha256)),
  );
  if (fate === undefined)
    return [`${where}: got ${file} with bytes of no release (${sha256 ?? 'gone again'})`];
  const { isPublished, window } = fate;
  // Withdrawn between the page and the file: that is what a window is for.
  if (sha256 === undefined && isPublished) return [`${where}: ${file} is on the page, and cannot be had`];
  const isTime = window !== undefined && answered >= window.from && (isPublished || asked <= window.to);
  return isTime ? [] : [`${where}: got ${file} outside of its promotion`];
}
