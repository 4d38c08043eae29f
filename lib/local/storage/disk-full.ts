/** What a client is told when the state folder cannot take more. */
export const DISK_FULL =
  'No space is left on the disk of the state folder. Nothing that was acknowledged is lost; free some and try again';

/** Whether a failure, or what it was caused by, is that of a full disk: of the file system or, as a text, of LevelDB. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  const isFull = code === 'ENOSPC' || code === 'EDQUOT' || /No space left on device/.test(error.message);
  return isFull || isDiskFull(error.cause);
}
