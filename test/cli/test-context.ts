import { join } from 'node:path';
import { type Clients, createClients } from '../../lib/cli/clients';
import type { CliContext } from '../../lib/cli/context';
import { run } from '../../lib/cli/main';
import { checkJson } from './json/check-json';

/** Root folder of the project. */
export const ROOT = join(__dirname, '..', '..');

/** A context whose terminal is kept, whose clock moves by itself, and whose clients can be mocked. */
export function testContext(overrides: Partial<CliContext> = {}) {
  const out: string[] = [];
  const notes: string[] = [];
  let now = Date.UTC(2026, 0, 2, 3, 4, 5);
  const context: CliContext = {
    projectRoot: ROOT,
    cwd: ROOT,
    env: {},
    terminal: {
      print: (line = '') => void out.push(line),
      note: (line) => void notes.push(line),
      width: 100,
      noteWidth: 100,
      colour: false,
    },
    clock: {
      now: () => now,
      sleep: async (milliseconds) => {
        now += milliseconds;
      },
    },
    setup: {
      ensurePythonTools: async () => {},
      createProgress: () => ({ step: (_label, work) => work() }),
      findPython: async () => ({ executable: '/usr/bin/python3', version: '3.11.2' }),
      pythonToolsAreCurrent: () => true,
      withLock: (_root, work) => work(),
      layout: (root) => ({ venv: join(root, '.venv'), python: join(root, '.venv', 'bin', 'python') }),
    },
    createClients: (settings): Clients =>
      createClients({ ...settings, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }),
    stop: new AbortController().signal,
    finish: () => {},
    ...overrides,
  };
  return {
    context,
    /** Runs a command line; gives its exit code and what it wrote. */
    async command(...args: string[]) {
      const before = out.length;
      const code = await run(args, context);
      checkJson(args, out.slice(before).join('\n'));
      return { code, out: out.join('\n'), notes: notes.join('\n') };
    },
  };
}
