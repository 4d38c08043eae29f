import type { CliContext } from '../context';
import { createGit, withoutGitVariables } from '../git';
import { type Check, examine } from './check';

/** First version that has all options which `vigilant publish` gives it. */
const OLDEST_GIT = [2, 31];
const OLDEST_NODE = [20, 15];

/** What the commands themselves run on. */
export function machineChecks(context: CliContext): Promise<Check>[] {
  const { projectRoot, setup, env } = context;
  const group = 'machine';
  return [
    examine({
      group,
      name: 'Node.js',
      look: async () => atLeast(OLDEST_NODE, process.versions.node),
      advice: 'install a newer Node.js, for example with nvm: "nvm install 22"',
    }),
    examine({
      group,
      name: 'Python',
      look: async () => {
        const { version, executable } = await setup.findPython();
        return `${version} (${executable})`;
      },
      advice: 'install Python 3.10 or newer with its venv module, or name it with VIGILANT_PYTHON',
    }),
    examine({
      group,
      name: 'git',
      look: async () => {
        const git = createGit({ cwd: projectRoot, env: withoutGitVariables(env), signal: context.stop });
        return atLeast(OLDEST_GIT, (await git.run('--version')).replace(/^git version /, ''));
      },
      advice: `install git ${OLDEST_GIT.join('.')} or newer`,
    }),
    examine({
      group,
      name: 'Python tools',
      look: async () =>
        setup.pythonToolsAreCurrent(projectRoot)
          ? setup.layout(projectRoot).venv
          : {
              warning: `${setup.layout(projectRoot).venv} is not there, or not of this version`,
              advice: 'nothing: "npm start" and "vigilant publish" make it when they need it',
            },
      advice: 'remove .venv; it is made anew',
    }),
  ];
}

function atLeast(oldest: readonly number[], version: string): string {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = oldest;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return version;
  throw new Error(`expected ${oldest.join('.')} or newer, found ${version}`);
}
