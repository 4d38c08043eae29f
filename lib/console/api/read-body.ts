import type { RepublishRequest, VersionRequest } from './backend';
import type { FaultInput } from './fault';
import { RequestProblem } from './request-problem';

const LONGEST_BODY = 16_384;

/** Body of `POST republish`. The workflow itself checks name, version and regions. */
export async function readRepublish(request: Request): Promise<RepublishRequest> {
  const body = await readObject(request);
  const { regions, digest } = body;
  if (regions !== undefined && !(Array.isArray(regions) && regions.every((one) => typeof one === 'string')))
    throw new RequestProblem(400, 'regions: expected a list of regions');
  if (digest !== undefined && typeof digest !== 'string')
    throw new RequestProblem(400, 'digest: expected a text');
  return {
    package: textOf(body, 'package'),
    version: textOf(body, 'version'),
    regions: regions as readonly string[] | undefined,
    digest,
  };
}

/** Body of `POST rollback`. */
export async function readVersion(request: Request): Promise<VersionRequest> {
  const body = await readObject(request);
  return { package: textOf(body, 'package'), version: textOf(body, 'version') };
}

/** Name of a run, the body of `POST stop`. */
export async function readName(request: Request): Promise<string> {
  return textOf(await readObject(request), 'name');
}

/** Body of `POST faults`. The runtime checks the rest, and refuses what it does not know. */
export async function readFault(request: Request): Promise<FaultInput> {
  const body = await readObject(request);
  const { effect } = body as { effect?: { kind?: unknown } };
  if (typeof effect?.kind !== 'string')
    throw new RequestProblem(400, 'effect.kind: expected a kind of fault');
  return body as unknown as FaultInput;
}

async function readObject(request: Request): Promise<Record<string, unknown>> {
  const text = await request.text();
  if (text.length > LONGEST_BODY) throw new RequestProblem(413, `expected at most ${LONGEST_BODY} bytes`);
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Told below, as for any other value.
  }
  throw new RequestProblem(400, 'expected a JSON object as the body');
}

function textOf(body: Record<string, unknown>, field: string): string {
  const value = body[field];
  if (typeof value === 'string' && value !== '') return value;
  throw new RequestProblem(400, `${field}: expected a text, got ${JSON.stringify(value)}`);
}
