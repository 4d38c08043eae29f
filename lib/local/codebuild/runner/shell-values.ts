import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EnvironmentVariable } from '../project';
import type { ShellSession } from './shell-session';

/** Asks a build's shell for values; nothing of it shows in the log. */
export class ShellValues {
  private readonly file: string;
  private readonly quoted: string;

  constructor(
    private readonly shell: ShellSession,
    directory: string,
  ) {
    this.file = join(directory, 'value');
    this.quoted = `'${this.file.replaceAll("'", "'\\''")}'`;
  }

  /** Values that variables have now, exported or not; those that are not set are left out. */
  async variables(names: readonly string[]): Promise<EnvironmentVariable[]> {
    if (names.length === 0) return [];
    const values = (await this.ask(names.map((name) => `"\${${name}+=}\${${name}-}"`).join(' '))).split('\0');
    return names.flatMap((name, index) => {
      const value = values[index] ?? '';
      return value.startsWith('=') ? [{ name, value: value.slice(1) }] : [];
    });
  }

  /** A text with its variables and commands expanded, and no more: no splitting, no patterns. */
  async expand(text: string): Promise<string> {
    return (await this.ask(`"${text.replaceAll('"', '\\"')}"`)).split('\0')[0] ?? '';
  }

  private async ask(words: string): Promise<string> {
    await rm(this.file, { force: true });
    await this.shell.run(`{ printf '%s\\0' ${words} >${this.quoted}; } 2>/dev/null`, { quiet: true });
    return readFile(this.file, 'utf8').catch(() => '');
  }
}
