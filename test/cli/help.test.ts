import type { Command } from 'commander';
import { leaves } from '../../lib/cli/command-tree';
import { pathOf } from '../../lib/cli/help';
import { createProgram } from '../../lib/cli/main';
import { testContext } from './test-context';

const program = createProgram(testContext().context);
const named = leaves(program).map((command): [string, Command] => [pathOf(command).join(' '), command]);

/** Everything that `--help` prints. */
async function helpOf(name: string, columns = 100): Promise<string> {
  const { context } = testContext();
  const terminal = { ...context.terminal, width: columns };
  const out: string[] = [];
  const { command } = testContext({ terminal: { ...terminal, print: (line = '') => void out.push(line) } });
  expect((await command(...name.split(' '), '--help')).code).toBe(0);
  return out.join('\n');
}

/** The command lines of an example: those of other programs around it are not looked at. */
function callsIn(text: string): string[][] {
  const lines = text.split('\n').filter((line) => /^ {2}\S/.test(line) && line.includes('npx vigilant'));
  return lines.flatMap((line) =>
    [...line.matchAll(/npx vigilant ([^|&()"]*)/g)].map(([, call]) => (call ?? '').trim().split(/\s+/)),
  );
}

test.each(named)('%s: the help has examples that can be pasted, and the exit codes', async (name) => {
  const text = await helpOf(name);
  const calls = callsIn(text.slice(text.indexOf('Examples:')));
  expect(calls.some((words) => words.join(' ').startsWith(name))).toBe(true);
  expect(text.replaceAll('\n', ' ')).toMatch(
    /Exit codes: {3}0 {4}done.* 2 {4}wrong arguments.* 3 {4}the machine.* 130 {2}stopped/,
  );
  for (const words of calls) {
    const command = named.find(([path]) => `${words.join(' ')} `.startsWith(`${path} `))?.[1];
    expect([words.join(' '), command]).toEqual([words.join(' '), expect.anything()]);
    const known = command?.options.flatMap(({ long, short }) => [long, short]);
    for (const option of words.filter((word) => word.startsWith('-'))) expect(known).toContain(option);
  }
});

test.each(named)('%s: the help fits 80 columns, but for what has to be pasted', async (name) => {
  const long = (await helpOf(name, 80)).split('\n').filter((line) => line.length > 80);
  expect(long.filter((line) => !line.startsWith('  '))).toEqual([]);
});

test('the help of the program names every command', async () => {
  const { out } = await testContext().command('--help');
  for (const [name] of named) expect(out).toMatch(new RegExp(`^ {2}${name.split(' ')[0]}\\b`, 'm'));
});
