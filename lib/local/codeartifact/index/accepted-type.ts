/** Forms in which a project page can be had, in the order of the server's preference. */
export type PageType = 'json' | 'html' | 'text';

const TYPES: Readonly<Record<string, PageType>> = {
  'application/vnd.pypi.simple.v1+json': 'json',
  'application/vnd.pypi.simple.latest+json': 'json',
  'application/vnd.pypi.simple.v1+html': 'html',
  'application/vnd.pypi.simple.latest+html': 'html',
  'text/html': 'text',
  'text/*': 'text',
  '*/*': 'text',
};

/** Content type of an answer. */
export const CONTENT_TYPES: Readonly<Record<PageType, string>> = {
  json: 'application/vnd.pypi.simple.v1+json',
  html: 'application/vnd.pypi.simple.v1+html',
  text: 'text/html; charset=utf-8',
};

/**
 * Chooses by the `Accept` header, as the user guide says ("Python compatibility"): HTML when there is none or anything
 * goes, undefined (406) when none of the supported types is acceptable.
 */
export function acceptedType(header: string | undefined): PageType | undefined {
  if (header === undefined || header.trim() === '') return 'text';
  let best: { type: PageType; quality: number } | undefined;
  for (const entry of header.split(',')) {
    const [name = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
    const type = TYPES[name];
    const q = parameters.find((parameter) => parameter.startsWith('q='));
    const quality = q === undefined ? 1 : Number(q.slice(2)) || 0;
    if (type !== undefined && quality > (best?.quality ?? 0)) best = { type, quality };
  }
  return best?.type;
}
