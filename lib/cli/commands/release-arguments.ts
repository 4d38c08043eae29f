import { isNormalizedVersion, isPackageName, isSha256 } from '../../contract';
import { CliError, EXIT } from '../failure';

/** Parser of an argument that names a package. */
export const packageName = checked(isPackageName, 'a package name (PEP 508)');

/** Parser of an argument that is the version of a release: another spelling would never be found. */
export const releaseVersion = checked(
  isNormalizedVersion,
  'a normalised version (PEP 440) such as 1.0.0 or 2.0.0rc1',
);

/** Parser of an option that identifies a build. */
export const buildDigest = checked(isSha256, 'a SHA-256 of 64 lower-case hex digits');

/** What the workflow would refuse as well, but only once a run has begun. */
function checked(isRight: (value: unknown) => boolean, expected: string): (value: string) => string {
  return (value) => {
    if (isRight(value)) return value;
    throw new CliError(`expected ${expected}, got ${JSON.stringify(value)}`, EXIT.usage);
  };
}
