import { join, resolve } from 'node:path';

/** Folder of the runtime's state: `--state`, seen from the current folder, or `.vigilant` in the project. */
export function stateDirectory(context: { projectRoot: string; cwd: string }, option?: string): string {
  return option === undefined ? join(context.projectRoot, '.vigilant') : resolve(context.cwd, option);
}
