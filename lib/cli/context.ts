import type { Clock } from '../local/clock';
import type { ClientSettings, Clients } from './clients';
import type { Terminal } from './terminal';

/** Shows a long step while it runs, and how long it took. */
export interface Progress {
  step<T>(label: string, work: () => Promise<T>): Promise<T>;
}

/** `bin/setup.js`: what installs the project's own tools. */
export interface ProjectSetup {
  ensurePythonTools(root: string, progress: Progress): Promise<void>;
  createProgress(): Progress;
  /** Waits for other commands that set up the same clone. */
  withLock<T>(root: string, work: () => Promise<T>): Promise<T>;
  /** @throws SetupError when no Python is new enough */
  findPython(): Promise<{ readonly executable: string; readonly version: string }>;
  /** Whether the Python environment is there and of this version. */
  pythonToolsAreCurrent(root: string): boolean;
  layout(root: string): { readonly venv: string; readonly python: string };
}

/** Everything a command takes from the outside world. */
export interface CliContext {
  readonly projectRoot: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly setup: ProjectSetup;
  readonly createClients: (settings: ClientSettings) => Clients;
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly stop: AbortSignal;
  /** Sets the exit code of the process; without it, it is 0. */
  readonly finish: (code: number) => void;
}
