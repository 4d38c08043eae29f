import type { CliContext } from '../context';
import { loadDeployment } from '../deployment';
import { ledgerItems } from '../releases/ledger';
import { listRuns } from '../runs/find-run';
import { openTarget, type TargetOptions } from '../target';
import type { AskedValue } from './completion-tree';

/** As many as a person looks through. */
const MOST = 50;

/** What a shell may be given to complete: it takes nothing apart, and runs nothing. */
const HARMLESS = /^[A-Za-z0-9][\w.!+-]*$/;

/** Values of a deployment for a command line of which `words` are typed already, after the program's name. */
export async function askValues(
  context: CliContext,
  kind: AskedValue,
  words: readonly string[],
): Promise<string[]> {
  const options = targetOptions(words);
  if (kind === 'region') return [...loadDeployment(context.projectRoot, options.deployment).regions];
  const target = await openTarget(context, options);
  const values = async () => {
    if (kind === 'run') {
      const runs = await listRuns(target, MOST);
      return ['latest', ...runs.map(({ name }) => name ?? '')];
    }
    const items = await ledgerItems(target);
    if (kind === 'package') return items.map((item) => item.package);
    return items.filter((item) => words.includes(item.package)).map((item) => item.version);
  };
  return [...new Set(await values())].filter((value) => HARMLESS.test(value));
}

/** The options that choose a deployment, as far as they are typed. */
function targetOptions(words: readonly string[]): TargetOptions {
  const after = (option: string) => {
    const index = words.indexOf(option);
    return index < 0 ? undefined : words[index + 1];
  };
  return { local: words.includes('--local'), state: after('--state'), deployment: after('--deployment') };
}
