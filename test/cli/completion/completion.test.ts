import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { bashScript } from '../../../lib/cli/completion/bash-script';
import { completionTree } from '../../../lib/cli/completion/completion-tree';
import { fishScript } from '../../../lib/cli/completion/fish-script';
import { zshScript } from '../../../lib/cli/completion/zsh-script';
import { createProgram } from '../../../lib/cli/main';
import { mockRun } from '../mocked-run';
import { testContext } from '../test-context';

const tree = completionTree(createProgram(testContext().context));
/** Stands for the program: says what it was asked. */
const ASK = 'asked';
const folder = mkdtempSync(join(tmpdir(), 'vigilant-completion-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SHELLS = {
  bash: (line: readonly string[]) => {
    const words = line.map((word) => `'${word}'`).join(' ');
    return `${ASK}() { local IFS=,; echo "$1:\${*:2}"; }
${bashScript(tree, ASK)}
COMP_WORDS=(${words}); COMP_CWORD=${line.length - 1}
_vigilant
printf '%s\\n' "\${COMPREPLY[@]}"`;
  },
  // Its completion system wants a terminal; what decides is the function that prints the candidates.
  zsh: (line: readonly string[]) => {
    const typed = line.slice(1, -1).map((word) => `'${word}'`);
    const current = line.at(-1);
    return `compdef() { : }; typeset -A _comps
${ASK}() { print -- "$1:\${(j:,:)@[2,-1]}" }
${zshScript(tree, ASK)}
_vigilant_candidates '${current}' ${typed.join(' ')} | cut -f1 | grep -e '^${current}' || true`;
  },
  fish: (line: readonly string[]) => `function ${ASK}; echo $argv[1]:(string join , -- $argv[2..]); end
${fishScript(tree, ASK)}
complete -C '${line.join(' ')}' | cut -f1`,
};
type Shell = keyof typeof SHELLS;

function complete(shell: Shell, ...line: string[]): string[] {
  const script = join(folder, shell);
  writeFileSync(script, SHELLS[shell](line));
  const flags = { bash: ['--norc'], zsh: ['-f'], fish: ['--no-config'] }[shell];
  return execFileSync(shell, [...flags, script], { cwd: folder, encoding: 'utf8' })
    .split('\n')
    .filter((text) => text !== '');
}

const isInstalled = (shell: Shell) => spawnSync(shell, ['-c', 'exit 0']).status === 0;

for (const shell of Object.keys(SHELLS) as Shell[]) {
  // bash is needed by the runtime itself; a machine may do without the others.
  const there = shell === 'bash' || isInstalled(shell);
  (there ? describe : describe.skip)(
    `completion in ${shell}${there ? '' : ', which is not installed'}`,
    () => {
      test('commands are completed, and commands of commands', () => {
        expect(complete(shell, 'vigilant', 're')).toEqual(['republish']);
        expect(complete(shell, 'vigilant', 'fault', '')).toEqual(
          expect.arrayContaining(['add', 'list', 'clear']),
        );
        expect(complete(shell, 'vigilant', 'complet')).toEqual(['completion']);
      });

      test('options are those of the command', () => {
        expect(complete(shell, 'vigilant', 'republish', '--d')).toEqual(
          expect.arrayContaining(['--deployment', '--digest', '--dry-run']),
        );
        expect(complete(shell, 'vigilant', 'runs', '--d')).not.toContain('--dry-run');
        expect(complete(shell, 'vigilant', 'fault', 'add', '--cod')).toEqual(['--code']);
      });

      test('fixed values of options and arguments are known', () => {
        expect(complete(shell, 'vigilant', 'runs', '--status', 'S')).toEqual(['SUCCEEDED']);
        expect(complete(shell, 'vigilant', 'completion', '')).toEqual(
          expect.arrayContaining(['bash', 'zsh', 'fish']),
        );
      });

      test('regions, runs, packages and versions are asked for, with what is typed already', () => {
        expect(complete(shell, 'vigilant', 'verify', '--region', '')).toEqual(['region:verify,--region']);
        expect(complete(shell, 'vigilant', 'show', '--local', '')).toEqual(['run:show,--local']);
        expect(complete(shell, 'vigilant', 'verify', '')).toEqual(['package:verify']);
        expect(complete(shell, 'vigilant', 'verify', '--state', 'dir', 'wordcount', '')).toEqual([
          'version:verify,--state,dir,wordcount',
        ]);
      });
    },
  );
}

test('bash completes npx vigilant too, and folders where one belongs', () => {
  execFileSync('mkdir', ['-p', join(folder, 'some-package')]);
  expect(complete('bash', 'npx', 'vigilant', 'stat')).toEqual([]);
  expect(complete('bash', 'npx', 'vigilant', 'sto')).toEqual(['stop']);
  expect(complete('bash', 'npx', 'other', 'sto')).toEqual([]);
  expect(complete('bash', 'vigilant', 'publish', 'some')).toEqual(['some-package']);
});

test.each(['bash', 'zsh', 'fish'])(
  'the command prints the script of %s, which calls this very program',
  async (shell) => {
    const { code, out } = await testContext().command('completion', shell);
    expect(code).toBe(0);
    expect(out).toContain(`bin/vigilant.js' complete run`);
  },
);

describe('what a shell asks', () => {
  test('regions come from the configuration', async () => {
    const { out } = await testContext().command('complete', 'region', 'verify', '--region');
    expect(out.split('\n')).toEqual(['us-east-1', 'us-west-2', 'eu-west-1']);
  });

  test('runs are those of the deployment that is typed, and nothing that a shell would take apart', async () => {
    const { sfn } = mockRun();
    const executions = ['run-1', '$(reboot)'].map((name) => ({
      ...{
        name,
        executionArn: name,
        stateMachineArn: 'x',
        status: 'FAILED' as const,
        startDate: new Date(0),
      },
    }));
    sfn.on(ListExecutionsCommand).resolves({ executions });
    const { code, out } = await testContext().command('complete', 'run', 'show', '--deployment', 'other');
    expect([code, out]).toEqual([0, 'latest\nrun-1']);
    expect(sfn.commandCalls(ListExecutionsCommand)[0]?.args[0].input.stateMachineArn).toMatch(
      /:other-publish$/,
    );
  });

  test('versions are those of the package that is typed', async () => {
    mockRun();
    const item = (name: string, version: string) => ({ package: { S: name }, version: { S: version } });
    mockClient(DynamoDBClient)
      .on(ScanCommand)
      .resolves({ Items: [item('a', '1.0'), item('a', '2.0'), item('b', '3.0')] });
    expect((await testContext().command('complete', 'package', 'verify')).out).toBe('a\nb');
    expect((await testContext().command('complete', 'version', 'verify', 'a')).out).toBe('1.0\n2.0');
  });
});
