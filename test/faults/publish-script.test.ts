import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { BUILDSPECS_DIRECTORY } from '../../lib/constructs/definitions';
import { PUBLISH_JOB_ENV, releaseDigest } from '../../lib/contract';
import { publishScript } from './world/publish-script';
import { sha256 } from './world/releases';

const FILES = { 'a.whl': 'bytes of a', 'b.tar.gz': 'bytes of b' };
const assets = Object.entries(FILES).map(([name, content]) => ({
  name,
  sha256: sha256(Buffer.from(content)),
  size: content.length,
}));
const digest = releaseDigest(assets);
const hashOf = (name: string) => assets.find((asset) => asset.name === name)?.sha256 as string;

/** What the world answers a job. */
interface Answers {
  /** Whether twine uploads everything, for each time it is called. */
  readonly uploads: readonly boolean[];
  /** SHA-256 by name of what is staged, whenever the job looks. */
  readonly staged?: Readonly<Record<string, string>>;
  /** Digest that the job is told, if it is not that of the bundle. */
  readonly digest?: string;
  readonly tokenFails?: boolean;
}

/** What a job did, step by step, and how it ended. */
interface History {
  readonly steps: readonly string[];
  readonly succeeded: boolean;
}

const CASES: Readonly<Record<string, Answers>> = {
  'everything is uploaded at once': { uploads: [true] },
  'the first upload fails before anything is staged': { uploads: [false, true] },
  'the first upload fails after one file': { uploads: [false, true], staged: { 'a.whl': hashOf('a.whl') } },
  'an upload fails, and yet everything is staged': {
    uploads: [false],
    staged: { 'a.whl': hashOf('a.whl'), 'b.tar.gz': hashOf('b.tar.gz') },
  },
  'other bytes are staged': { uploads: [false], staged: { 'a.whl': hashOf('b.tar.gz') } },
  'every upload fails': { uploads: Array(10).fill(false) },
  'the bundle is of another build': { uploads: [true], digest: 'f'.repeat(64) },
  'there is no token': { uploads: [true], tokenFails: true },
};

/** The model of the simulation. */
async function modelled(answers: Answers): Promise<History> {
  const steps: string[] = [];
  let uploads = 0;
  const ports = {
    async token() {
      steps.push('get-authorization-token');
      if (answers.tokenFails) throw new Error('no token');
      return 'the token';
    },
    async staged() {
      steps.push('list-package-version-assets');
      return new Map(Object.entries(answers.staged ?? {}));
    },
    async upload(names: readonly string[], token: string) {
      steps.push(`upload ${names.join(' ')} with ${token}`);
      return answers.uploads[uploads++] as boolean;
    },
    async sleep(seconds: number) {
      steps.push(`sleep ${seconds}`);
    },
    random: () => 0.5,
  };
  const succeeded = await publishScript({ assets }, answers.digest ?? digest, ports).then(
    () => true,
    () => false,
  );
  return { steps, succeeded };
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vigilant-publish-script-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The script itself, with an AWS CLI, a twine, a clock and chances that answer the same. */
function real(answers: Answers): History {
  const write = (path: string, text: string) => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const [name, content] of Object.entries(FILES)) write(`dist/${name}`, content);
  write('release.json', JSON.stringify({ package: 'p', version: '1', assets }));
  write('answers.json', JSON.stringify({ tokenFails: false, staged: {}, ...answers }));
  write('steps.log', '');
  write('tools.zip/twine/__init__.py', '');
  write('tools.zip/twine/commands/__init__.py', '');
  write('tools.zip/twine/commands/upload.py', '');
  write('tools.zip/twine/__main__.py', TWINE);
  write('site/sitecustomize.py', CLOCK);
  write('bin/aws', AWS_CLI);
  chmodSync(join(folder, 'bin/aws'), 0o755);
  const python = join(BUILDSPECS_DIRECTORY, '..', '.venv/bin/python');
  const { status } = spawnSync(python, [join(BUILDSPECS_DIRECTORY, 'publish.py')], {
    cwd: folder,
    env: {
      PATH: [join(folder, 'bin'), process.env['PATH']].join(delimiter),
      PYTHONPATH: join(folder, 'site'),
      [PUBLISH_JOB_ENV.region]: 'us-east-1',
      [PUBLISH_JOB_ENV.package]: 'p',
      [PUBLISH_JOB_ENV.version]: '1',
      [PUBLISH_JOB_ENV.digest]: answers.digest ?? digest,
      [PUBLISH_JOB_ENV.domain]: 'd',
      [PUBLISH_JOB_ENV.repository]: 's',
      REPOSITORY_ENDPOINT: 'https://example.com/',
    },
  });
  const steps = readFileSync(join(folder, 'steps.log'), 'utf8').split('\n').slice(0, -1);
  return { steps, succeeded: status === 0 };
}

const STEP = `
import json
def step(text):
    with open("steps.log", "a") as log:
        log.write(text + "\\n")
answers = json.load(open("answers.json"))
`;

const AWS_CLI = `#!/usr/bin/env python3
import sys
${STEP}
operation = sys.argv[2]
step(operation)
if operation == "get-authorization-token":
    if answers["tokenFails"]:
        sys.exit("no token")
    print(json.dumps({"authorizationToken": "the token"}))
else:
    print(json.dumps({"assets": [{"name": name, "hashes": {"SHA-256": sha}} for name, sha in answers["staged"].items()]}))
`;

const TWINE = `
import os, sys
${STEP}
calls = 0
def main():
    global calls
    names = [os.path.basename(path) for path in sys.argv if path.startswith("dist")]
    step("upload " + " ".join(names) + " with " + os.environ["TWINE_PASSWORD"])
    calls += 1
    return None if answers["uploads"][calls - 1] else "an upload failed"
`;

const CLOCK = `
import random, time
real = time.sleep
def sleep(seconds):
    if seconds < 1:
        return real(seconds)  # subprocess waits like this
    with open("steps.log", "a") as log:
        log.write("sleep %g\\n" % seconds)
time.sleep = sleep
random.uniform = lambda low, high: low + 0.5 * (high - low)
`;

test.each(Object.entries(CASES))(
  'the model of the publish job does what the script does: %s',
  async (_, answers) => {
    const history = real(answers);
    expect(history.steps.length).toBeGreaterThan(0);
    expect(await modelled(answers)).toEqual(history);
  },
);
