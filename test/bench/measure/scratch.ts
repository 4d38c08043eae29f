import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs something with a folder that is gone afterwards. */
export async function withScratch<T>(action: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'vigilant-bench-'));
  try {
    return await action(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Installs npm packages that only the benchmark wants. */
export function installNpm(folder: string, packages: readonly string[]): void {
  writeFileSync(join(folder, 'package.json'), '{"private": true}');
  const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  execFileSync('npm', ['install', ...flags, ...packages], { cwd: folder, stdio: 'pipe' });
}

/** Makes a virtual environment with Python packages that only the benchmark wants; answers its `bin`. */
export function installPython(folder: string, packages: readonly string[]): string {
  const venv = join(folder, 'venv');
  execFileSync('python3', ['-m', 'venv', venv], { stdio: 'pipe' });
  const bin = join(venv, 'bin');
  execFileSync(join(bin, 'pip'), ['install', '--quiet', '--disable-pip-version-check', ...packages], {
    stdio: 'pipe',
  });
  return bin;
}
