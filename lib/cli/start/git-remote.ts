import type { OpenRuntime } from '../runtime/open-runtime';

/** Address of the local git remote; none where the source is a connection to another provider. */
export function gitRemote({ url, config }: Pick<OpenRuntime, 'url' | 'config'>): string | undefined {
  const { source } = config;
  if (source.type !== 'codecommit') return undefined;
  return `${url}/git-codecommit.${config.primaryRegion}.amazonaws.com/v1/repos/${source.repository}`;
}
