import { CodeBuildFixture } from './code-build-fixture';

let fixture: CodeBuildFixture;

beforeEach(async () => {
  fixture = await CodeBuildFixture.create();
});
afterEach(async () => {
  await fixture.codeBuild.close();
  await fixture.store.close();
});

/** Runs commands in one build phase each and answers the output; dash, bash, and bash that plays sh. */
async function outputOf(commands: string[], shell: string): Promise<{ lines: string[]; build: any }> {
  const image = shell === 'sh of Amazon Linux' ? 'aws/codebuild/amazonlinux-x86_64-standard:5.0' : 'ubuntu';
  await fixture.project(
    JSON.stringify({
      version: 0.2,
      env: shell === 'bash' ? { shell: 'bash' } : {},
      phases: { pre_build: { commands: commands.slice(0, 1) }, build: { commands: commands.slice(1) } },
    }),
    {
      Environment: { Type: 'LINUX_CONTAINER', Image: image, ComputeType: 'BUILD_GENERAL1_SMALL' },
    },
  );
  const build = await fixture.build();
  return { lines: await fixture.output(build.id), build };
}

describe.each(['sh', 'bash', 'sh of Amazon Linux'])('in %s', (shell) => {
  test('directory, variables, functions and options stay across commands and phases', async () => {
    const { lines } = await outputOf(
      [
        'mkdir sub && cd sub; A=1; export B=2; f() { echo "in f: $A"; }; set -f',
        'echo "$(basename "$PWD") $A $B"; f; echo *',
      ],
      shell,
    );
    expect(lines).toEqual(['sub 1 2', 'in f: 1', '*']);
  });

  test('commands of several lines, quotes and here-documents arrive unchanged', async () => {
    const { lines } = await outputOf(['true', "if true\nthen\ncat <<'X'\n$HOME \"'\\\nX\nfi"], shell);
    // The agent shows all lines of a command, then comes what it printed.
    expect(lines.slice(-1)).toEqual(['$HOME "\'\\']);
  });

  test('a build goes on after exit 0, with directory and exported variables', async () => {
    const { lines, build } = await outputOf(
      [
        'mkdir d && cd d && export A="x y" && unset LANG && exit 0',
        'echo "$A $(basename "$PWD") ${LANG-unset}"',
      ],
      shell,
    );
    expect(build.buildStatus).toBe('SUCCEEDED');
    expect(lines).toEqual(['x y d unset']);
  });

  test('set -e ends a command at its first failure, and stays set', async () => {
    const { lines, build } = await outputOf(['set -e', 'echo one; false; echo two'], shell);
    expect(lines).toEqual(['one']);
    expect(build.phases.find((one: any) => one.phaseType === 'BUILD').contexts[0].message).toMatch(
      /Reason: exit status 1$/,
    );
  });

  test('set -x traces the commands of the build only', async () => {
    const { lines } = await outputOf(['set -x', 'echo hi', 'set +x', 'true'], shell);
    // bash shows in the number of signs how deep it is.
    expect(lines.map((line) => line.replace(/^\++/, '+'))).toEqual(['+ echo hi', 'hi', '+ set +x']);
  });

  test('a stray break, a syntax error and a shell that is killed do not hang a build', async () => {
    expect((await outputOf(['true', 'break'], shell)).build.buildStatus).toMatch(/SUCCEEDED|FAILED/);
    expect((await outputOf(['true', 'if then'], shell)).build.buildStatus).toBe('FAILED');
    const { build } = await outputOf(['true', 'kill -9 $$'], shell);
    expect(build.phases.find((one: any) => one.phaseType === 'BUILD').contexts[0].message).toBe(
      'Error while executing command: kill -9 $$. Reason: signal: killed',
    );
  });
});

test('declare in bash makes variables of the build', async () => {
  expect((await outputOf(['declare A=1', 'echo "$A"'], 'bash')).lines).toEqual(['1']);
});

test('a command that replaces the shell ends with its status', async () => {
  const { build } = await outputOf(['true', 'exec sh -c "exit 7"'], 'sh');
  expect(build.phases.find((one: any) => one.phaseType === 'BUILD').contexts[0].message).toMatch(
    /exit status 7/,
  );
});

test('standard output and standard error come in the order they were written', async () => {
  const { lines } = await outputOf(
    ['true', 'for i in 1 2 3 4 5; do echo out $i; echo err $i >&2; done'],
    'sh',
  );
  expect(lines).toEqual([1, 2, 3, 4, 5].flatMap((i) => [`out ${i}`, `err ${i}`]));
});

test('much output and characters of several bytes arrive whole', async () => {
  const { lines } = await outputOf(
    ['true', 'i=0; while [ $i -lt 3000 ]; do echo "zeile $i äöü€𝄞"; i=$((i+1)); done'],
    'sh',
  );
  expect(lines).toEqual(Array.from({ length: 3000 }, (_, i) => `zeile ${i} äöü€𝄞`));
});
