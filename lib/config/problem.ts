/** One thing wrong with the configuration: where, and what was expected and found. */
export interface Problem {
  /** `replicaRegions[1]`; empty for the configuration as a whole. */
  readonly path: string;
  readonly message: string;
}

/** Writes a path as a reader of cdk.json would: `source.tags[0]`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text ? `${text}.${String(part)}` : String(part),
    '',
  );
}
