/** A package index that runs as a process of its own. */
export interface Registry {
  readonly name: string;
  readonly pid: number;
  /** Where distributions are posted. */
  readonly uploadUrl: string;
  /** Page of a project, with the slash at its end. */
  projectUrl(project: string): string;
  readonly headers: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}
