import type { AssetRecord } from '../package-store';

/** A file as a project page lists it. */
export interface ListedFile extends AssetRecord {
  readonly name: string;
  readonly version: string;
}

/** A project page: HTML (PEP 503, 658, 714) or JSON (PEP 691, 700). Addresses are relative to the page. */
export interface ProjectPage {
  readonly name: string;
  readonly versions: readonly string[];
  readonly files: readonly ListedFile[];
}

/** Version of the simple repository API (user guide, "Python compatibility"). */
const API_VERSION = '1.1';

/** The page as JSON. */
export function projectJson({ name, versions, files }: ProjectPage): string {
  return JSON.stringify({
    meta: { 'api-version': API_VERSION },
    name,
    versions,
    files: files.map((file) => {
      const metadata = file.coreMetadata === undefined ? false : { sha256: file.coreMetadata };
      return {
        filename: file.name,
        url: addressOf(file),
        hashes: { sha256: file.hashes['SHA-256'] },
        ...(file.requiresPython === undefined ? {} : { 'requires-python': file.requiresPython }),
        size: file.size,
        'upload-time': new Date(file.uploaded).toISOString(),
        'core-metadata': metadata,
        'data-dist-info-metadata': metadata,
        yanked: false,
      };
    }),
  });
}

/** The page as HTML. */
export function projectHtml({ name, files }: ProjectPage): string {
  const anchors = files.map((file) => {
    const attributes = [`href="${escapeHtml(`${addressOf(file)}#sha256=${file.hashes['SHA-256']}`)}"`];
    if (file.requiresPython !== undefined)
      attributes.push(`data-requires-python="${escapeHtml(file.requiresPython)}"`);
    if (file.coreMetadata !== undefined)
      for (const attribute of ['data-dist-info-metadata', 'data-core-metadata'])
        attributes.push(`${attribute}="sha256=${file.coreMetadata}"`);
    return `    <a ${attributes.join(' ')}>${escapeHtml(file.name)}</a><br/>\n`;
  });
  return `<!DOCTYPE html>
<html>
  <head>
    <meta name="pypi:repository-version" content="${API_VERSION}">
    <title>Links for ${escapeHtml(name)}</title>
  </head>
  <body>
    <h1>Links for ${escapeHtml(name)}</h1>
${anchors.join('')}  </body>
</html>
`;
}

function addressOf({ version, name }: ListedFile): string {
  return `${encodeURIComponent(version)}/${encodeURIComponent(name)}`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
