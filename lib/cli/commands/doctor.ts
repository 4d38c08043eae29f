import { Command } from 'commander';
import type { CliContext } from '../context';
import type { Check, CheckStatus } from '../doctor/check';
import { examineAll } from '../doctor/examine-all';
import { EXIT } from '../failure';
import { teach } from '../help';
import type { TargetOptions } from '../target';
import { paint, type Style, type Terminal } from '../terminal';
import { wrapText } from '../wrap-text';
import { printJson } from './print-json';
import { addTargetOptions } from './target-options';

interface Options extends TargetOptions {
  readonly json?: boolean;
}

const MARKS: Readonly<Record<CheckStatus, { text: string; style: Style }>> = {
  ok: { text: 'ok', style: 'green' },
  warning: { text: 'note', style: 'yellow' },
  failed: { text: 'FAIL', style: 'red' },
  skipped: { text: 'skip', style: 'dim' },
};

/** `vigilant doctor`: what is in the way, and what to do about it. */
export function doctorCommand(context: CliContext): Command {
  const command = addTargetOptions(new Command('doctor'))
    .description(
      'check this machine, the configuration, the credentials, the deployment and every region; only reads',
    )
    .option('--json', 'print JSON')
    .action(async (options: Options) => {
      const { terminal } = context;
      const checks = await examineAll(context, options);
      const healthy = checks.every(({ status }) => status === 'ok' || status === 'warning');
      context.finish(healthy ? EXIT.ok : EXIT.negative);
      if (options.json) return printJson(terminal, 'doctor', { healthy, checks });
      printChecks(terminal, checks);
      terminal.print();
      terminal.print(verdict(terminal, checks));
    });
  return teach(command, {
    examples: [
      ['the account that this shell is logged in to', 'npx vigilant doctor'],
      ['the runtime on this machine', 'npx vigilant doctor --local'],
      [
        'only what failed, for programs',
        `npx vigilant doctor --json | jq '.checks[] | select(.status == "failed")'`,
      ],
    ],
    negative: 'something is in the way',
  });
}

function verdict(terminal: Terminal, checks: readonly Check[]): string {
  const count = (status: Check['status']) => checks.filter((check) => check.status === status).length;
  const [failed, warned] = [count('failed'), count('warning')];
  if (failed + count('skipped') > 0)
    return paint(terminal, 'red', `${failed} of ${checks.length} checks failed.`);
  if (warned === 0) return paint(terminal, 'green', 'Nothing is in the way.');
  return paint(terminal, 'yellow', `Nothing is in the way, but ${warned} of ${checks.length} checks warn.`);
}

function printChecks(terminal: Terminal, checks: readonly Check[]): void {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const indent = 2 + 4 + 2 + width + 2;
  let group: string | undefined;
  for (const check of checks) {
    if (check.group !== group) {
      if (group !== undefined) terminal.print();
      terminal.print(paint(terminal, 'bold', check.group));
      group = check.group;
    }
    const { text, style } = MARKS[check.status];
    const room = Math.max(20, terminal.width - indent);
    const [first, ...rest] = wrapText(check.found, room);
    terminal.print(`  ${paint(terminal, style, text.padEnd(4))}  ${check.name.padEnd(width)}  ${first}`);
    for (const line of rest) terminal.print(' '.repeat(indent) + line);
    if (check.advice === undefined) continue;
    for (const [index, line] of wrapText(check.advice, room - 2).entries())
      terminal.print(' '.repeat(indent) + paint(terminal, style, `${index === 0 ? '→' : ' '} ${line}`));
  }
}
