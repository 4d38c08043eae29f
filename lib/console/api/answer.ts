import type { Backend } from './backend';
import { readFault, readName, readRepublish, readVersion } from './read-body';
import { RequestProblem } from './request-problem';
import { TIME_HEADER } from './time-header';

interface ApiOptions {
  readonly backend: Backend;
  readonly token: string;
  readonly log: (line: string) => void;
  /** What stands behind `/_console/api/`. */
  readonly path: string;
}

type Handler = (request: Request, options: ApiOptions) => unknown;

const LONGEST_LIST = 1000;

const HANDLERS: Readonly<Record<string, Handler>> = {
  'GET session': async (_, { backend, token }) => ({ ...(await backend.place()), token }),
  'GET runs': async (request, { backend }) => {
    const asked = Number(new URL(request.url).searchParams.get('limit') ?? 200);
    const limit = Number.isInteger(asked) && asked > 0 ? Math.min(asked, LONGEST_LIST) : 200;
    return backend.runs(limit);
  },
  'GET run': (request, { backend }) => backend.run(query(request, 'name')),
  'GET log': (request, { backend }) => backend.log(query(request, 'build')),
  'GET releases': (_, { backend }) => backend.releases(),
  'POST republish': async (request, { backend }) => ({
    name: await backend.republish(await readRepublish(request)),
  }),
  'POST rollback': async (request, { backend }) => ({
    name: await backend.rollback(await readVersion(request)),
  }),
  'POST stop': async (request, { backend }) => {
    await backend.stop(await readName(request));
    return {};
  },
  'GET faults': async (_, { backend }) => ({ faults: await faultsOf(backend).list() }),
  'POST faults': async (request, { backend }) => faultsOf(backend).add(await readFault(request)),
  'DELETE faults': async (request, { backend }) => {
    const id = new URL(request.url).searchParams.get('id');
    await (id === null ? faultsOf(backend).clear() : faultsOf(backend).remove(id));
    return {};
  },
};

/** Answers a request to the console's API, in JSON; what goes wrong is told as `{ message }`. */
export async function answerApi(request: Request, options: ApiOptions): Promise<Response> {
  const handler = HANDLERS[`${request.method} ${options.path}`];
  if (handler === undefined)
    return Response.json({ message: `there is no ${request.method} ${options.path}` }, { status: 404 });
  try {
    const answer = Response.json(await handler(request, options));
    answer.headers.set(TIME_HEADER, String(options.backend.now()));
    return answer;
  } catch (error) {
    const { name, message } = error as Error;
    if (error instanceof RequestProblem) return Response.json({ message }, { status: error.status });
    // The project's own errors say everything in their message; those of AWS need their name.
    const text = /^(Error|CliError)$/.test(name) ? message : `${name}: ${message}`;
    options.log(`console: ${options.path}: ${text}`);
    return Response.json({ message: text }, { status: 502 });
  }
}

function query(request: Request, name: string): string {
  const value = new URL(request.url).searchParams.get(name);
  if (!value) throw new RequestProblem(400, `${name}: expected one in the query, found none`);
  return value;
}

function faultsOf(backend: Backend): NonNullable<Backend['faults']> {
  if (backend.faults) return backend.faults;
  throw new RequestProblem(
    409,
    'faults can be injected into the runtime on a machine only, not into an AWS account',
  );
}
