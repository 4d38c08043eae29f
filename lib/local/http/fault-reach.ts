import type { Service } from '../service';
import { type Fault, INDEX_OPERATIONS } from './faults';

/** Which calls there can be at all. */
export interface FaultReach {
  /** Those of the deployment. */
  readonly regions: readonly string[];
  /** Asked when a fault comes, because services are added while a runtime starts. */
  services(): readonly Service[];
}

const UPLOAD = INDEX_OPERATIONS[0];

/** Why a fault can never hit a call, filter by filter; empty if it can. */
export function reachProblems(
  { region, service, operation, effect }: Pick<Fault, 'region' | 'service' | 'operation' | 'effect'>,
  { regions, services }: FaultReach,
): string[] {
  const known = services();
  const meant = known.filter(({ model }) => service === undefined || model === service);
  const problems: string[] = [];
  const expect = (field: string, expected: string, got: string) =>
    problems.push(`${field}: expected ${expected}, got ${JSON.stringify(got)}`);
  if (region !== undefined && !regions.includes(region))
    expect('region', `one of ${regions.join(', ')}`, region);
  if (service !== undefined && meant.length === 0)
    expect('service', `one of ${list(known.map(({ model }) => model))}`, service);
  else if (operation !== undefined && !meant.some((one) => operationsOf(one).includes(operation)))
    expect('operation', expectedOperation(service, meant), operation);
  // Nothing else here stores what it is sent by its bytes.
  else if (effect.kind === 'wrong-bytes' && (operation ?? UPLOAD) !== UPLOAD)
    expect('operation', `${UPLOAD}, since only uploads can store wrong bytes`, operation as string);
  return problems;
}

/** All operations of all services would be hundreds. */
function expectedOperation(service: string | undefined, [meant]: readonly Service[]): string {
  if (service === undefined || meant === undefined)
    return 'an operation of a service here, such as PublishPackageVersion (with a service given, they are listed)';
  return `one of ${service}: ${list(operationsOf(meant))}`;
}

function operationsOf({ model, operations }: Service): readonly string[] {
  return [...Object.keys(operations), ...(model === 'codeartifact' ? INDEX_OPERATIONS : [])];
}

const list = (names: readonly string[]) => [...new Set(names)].sort().join(', ');
