import type { Config } from '../config';

/**
 * Address of the git repository whose pushes start the pipeline: AWS's, or that of the runtime at `endpoint`. None
 * where the source is a connection to another provider.
 */
export function sourceRemote({ source, primaryRegion }: Config, endpoint?: string): string | undefined {
  if (source.type !== 'codecommit') return undefined;
  const host = `git-codecommit.${primaryRegion}.amazonaws.com`;
  const server = endpoint === undefined ? `https://${host}` : `${endpoint}/${host}`;
  return `${server}/v1/repos/${source.repository}`;
}
