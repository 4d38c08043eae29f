import type { VersionMetadata } from '../package-store';
import type { Fields } from './upload-form';

/** What is kept of the core metadata that a client sends with an upload. */
export function uploadMetadata(fields: Fields): VersionMetadata {
  const text = (name: string) =>
    fields.get(name)?.find((value) => value.trim() !== '' && value !== 'UNKNOWN');
  const urls = new Map(
    (fields.get('project_urls') ?? []).map((entry): [string, string] => {
      const comma = entry.indexOf(',');
      return [entry.slice(0, comma).trim().toLowerCase(), entry.slice(comma + 1).trim()];
    }),
  );
  const url = (...labels: string[]) =>
    labels.map((label) => urls.get(label)).find((value) => value !== undefined);
  const known: VersionMetadata = {
    displayName: text('name') ?? '',
    summary: text('summary'),
    homePage: text('home_page') ?? url('homepage', 'home'),
    sourceCodeRepository: url('source', 'source code', 'repository', 'code', 'github'),
    license: text('license_expression') ?? text('license'),
    readme: text('description'),
    requiresDist: fields.get('requires_dist'),
  };
  return known;
}
