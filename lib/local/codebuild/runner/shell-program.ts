import { existsSync } from 'node:fs';
import type { ShellProgram } from './shell-session';

const BASH_PATHS = ['/bin/bash', '/usr/bin/bash', '/usr/local/bin/bash', '/opt/homebrew/bin/bash'];

/**
 * The shell of a build: what `env.shell` names, else the image's `sh`. On Amazon Linux images `/bin/sh` is bash, on
 * Ubuntu ones (`aws/codebuild/standard`) it is dash; here bash is called by the name `sh`, which makes it behave as
 * on Amazon Linux, and elsewhere the machine's own `/bin/sh` is taken.
 */
export function shellProgram(shell: string | undefined, image: string): ShellProgram {
  const bash = BASH_PATHS.find((path) => existsSync(path));
  if (shell === 'bash') return { file: bash ?? 'bash', argv0: 'bash' };
  if (image.includes('amazonlinux') && bash !== undefined) return { file: bash, argv0: 'sh' };
  return { file: '/bin/sh', argv0: 'sh' };
}
