import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The JSON of what the handler returned, or the error as the Lambda runtime words it. */
export interface LambdaAnswer {
  readonly result?: string;
  readonly error?: {
    readonly errorMessage: string;
    readonly errorType: string;
    readonly requestId: string;
    readonly stackTrace: readonly string[];
  };
}

/** As the runtime of Lambda does it: `bytes` that are JSON are the answer as it is, and what has no JSON is an error of the function. */
const LAUNCHER = `
import json, sys, traceback
sys.path.insert(0, sys.argv[1])
event = json.load(sys.stdin)
answer = sys.stdout
sys.stdout = sys.stderr
def fails(kind, message, trace=[]):
    return {"error": {"errorMessage": message, "errorType": kind, "requestId": sys.argv[2], "stackTrace": trace}}
def as_is(returned):
    try:
        json.loads(returned)
        return returned.decode()
    except ValueError:
        return json.dumps(returned.decode())
try:
    import handler
    returned = handler.handler(event, None)
    out = {"result": as_is(returned) if isinstance(returned, bytes) else json.dumps(returned)}
except BaseException as error:
    if "returned" in globals():
        out = fails("Runtime.MarshalError", f"Unable to marshal response: {error}")
    else:
        frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.startswith(sys.argv[1])]
        trace = [line.replace(sys.argv[1], "/var/task") for line in traceback.format_list(frames)]
        out = fails(type(error).__name__, str(error), trace)
json.dump(out, answer)
`;

/** Runs `handler(event, context)` of a Lambda's Python source, in a process and a folder of its own. */
export async function runPythonLambda(
  source: string,
  event: unknown,
  signal: AbortSignal,
): Promise<LambdaAnswer> {
  const directory = await mkdtemp(join(tmpdir(), 'asl-conformance-'));
  try {
    await writeFile(join(directory, 'handler.py'), source);
    return JSON.parse(await python(directory, JSON.stringify(event), signal));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function python(directory: string, input: string, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('python3', ['-c', LAUNCHER, directory, randomUUID()], {
      cwd: directory,
      env: { PATH: '/usr/local/bin:/usr/bin:/bin', PYTHONDONTWRITEBYTECODE: '1', ...pythonPath() },
      stdio: ['pipe', 'pipe', 'pipe'],
      signal,
    });
    const [output, errors]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => errors.push(chunk));
    child.on('error', reject);
    child.on('close', (code, killedBy) =>
      code === 0
        ? resolve(Buffer.concat(output).toString('utf8'))
        : reject(
            new Error(`python3 ended with ${killedBy ?? code}: ${Buffer.concat(errors).toString('utf8')}`),
          ),
    );
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

function pythonPath(): { PATH?: string } {
  return process.env['PATH'] === undefined ? {} : { PATH: process.env['PATH'] };
}
