/** A package index that runs as a process of its own. */
export interface Registry {
  readonly name: string;
  readonly pid: number;
  /** Where distributions are posted. */
  readonly uploadUrl: string;
  /** Page of a project, with the slash at its end. */
  projectUrl(project: string): string;
  readonly headers: Readonly<Record<string, string>>;
  /** Adds a distribution of each project in the fastest way there is. @default uploads, 16 at once */
  fill?(projects: readonly string[], versionAt?: (index: number) => string): Promise<void>;
  /** Takes the distributions of projects away again, so that the index keeps its size. */
  remove?(projects: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}
