import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { HttpRoute } from '../service';
import { ServiceError } from '../service';
import { type FaultReach, reachProblems } from './fault-reach';
import type { Faults } from './faults';
import type { WireResponse } from './protocols/protocol';
import { readBody } from './read-body';
import { sendResponse } from './send-response';

const FAULTS = '/_local/faults';
const HEALTH = '/_local/health';
const LONGEST_BODY = 64 * 1024;

const effect = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('error'),
    status: z.int().min(400).max(599),
    code: z.string().min(1).max(128),
    message: z.string().max(1024).optional(),
    retryAfterSeconds: z.number().min(0).max(3600).optional(),
  }),
  z.strictObject({ kind: z.literal('reset') }),
  z.strictObject({ kind: z.literal('delay'), milliseconds: z.number().min(0).max(86_400_000) }),
  z.strictObject({ kind: z.literal('lost-answer') }),
  z.strictObject({ kind: z.literal('cut-off') }),
  z.strictObject({ kind: z.literal('wrong-bytes') }),
]);
const text = z.string().min(1).max(1024).optional();
const faultShape = z.strictObject({
  region: text,
  service: text,
  operation: text,
  matching: text,
  effect,
  skip: z.int().min(0).optional(),
  times: z.int().min(1).optional(),
});

/**
 * The runtime's own routes: `/_local/health`, and `/_local/faults` to list (GET), add (POST) and remove (DELETE, one
 * by its id or all) injected faults. A fault that no call within `reach` can match is refused, since it would seem to be
 * in force. Faults ask for the header `x-vigilant-local: 1`, which a page of another site cannot send.
 */
export function createAdminRoute(faults: Faults, reach: FaultReach): HttpRoute {
  return {
    matches: (path) => path === '/_local' || path.startsWith('/_local/'),
    async handle(request, response) {
      await sendResponse(request, response, await answerTo(request, { faults, reach }).catch(refused));
    },
  };
}

async function answerTo(
  request: IncomingMessage,
  { faults, reach }: { faults: Faults; reach: FaultReach },
): Promise<WireResponse> {
  const path = (request.url ?? '').split('?')[0] as string;
  if (path === HEALTH && request.method === 'GET') return json(200, { status: 'ok' });
  if (path !== FAULTS && !path.startsWith(`${FAULTS}/`))
    throw new ServiceError('NotFound', `${path}: there are ${HEALTH} and ${FAULTS}`, { status: 404 });
  if (request.headers['x-vigilant-local'] !== '1')
    throw new ServiceError('Forbidden', 'expected the header x-vigilant-local: 1', { status: 403 });
  const id = path.slice(FAULTS.length + 1);
  switch (`${request.method}${id === '' ? '' : ' ID'}`) {
    case 'GET':
      return json(200, { faults: faults.list() });
    case 'POST':
      return json(201, faults.add(parseFault(await readBody(request, LONGEST_BODY), reach)));
    case 'DELETE':
      faults.clear();
      return { status: 204, headers: {} };
    case 'DELETE ID':
      if (!faults.remove(id)) throw new ServiceError('NotFound', `there is no fault ${id}`, { status: 404 });
      return { status: 204, headers: {} };
    default:
      throw new ServiceError('MethodNotAllowed', `${path} takes no ${request.method}`, { status: 405 });
  }
}

function parseFault(body: Buffer, reach: FaultReach) {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new ServiceError('InvalidFault', 'expected a fault as JSON', { status: 400 }, { cause });
  }
  const parsed = faultShape.safeParse(value);
  if (!parsed.success) throw new ServiceError('InvalidFault', z.prettifyError(parsed.error), { status: 400 });
  const problems = reachProblems(parsed.data, reach);
  if (problems.length > 0) throw new ServiceError('InvalidFault', problems.join('; '), { status: 400 });
  return parsed.data;
}

function refused(error: unknown): WireResponse {
  if (!(error instanceof ServiceError)) throw error;
  const status = error.code === 'RequestEntityTooLarge' ? 413 : (error.details.status ?? 400);
  return json(status, { error: error.code, message: error.message });
}

function json(status: number, body: unknown): WireResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
