import type { FaultEffect, FaultTarget } from '../../../lib/local/http/faults';
import { GivenFaults } from '../given-faults';
import type { InjectedFault } from '../schedule/schedule';
import { FOREIGN_FILE } from './releases';

/** One call that went through the gateway or to the package index. */
export type CountedCall = Pick<FaultTarget, 'service' | 'operation' | 'region'>;

/** How each service says it: [500, 503, 429, 403]. */
const CODES: Readonly<Record<string, readonly [string, string, string, string]>> = {
  dynamodb: ['InternalServerError', 'InternalServerError', 'ThrottlingException', 'AccessDeniedException'],
  lambda: ['ServiceException', 'ServiceException', 'TooManyRequestsException', 'AccessDeniedException'],
  s3: ['InternalError', 'SlowDown', 'SlowDown', 'AccessDenied'],
  codeartifact: [
    'InternalServerException',
    'ServiceUnavailable',
    'ThrottlingException',
    'AccessDeniedException',
  ],
};
const OTHERS = [
  'InternalFailure',
  'ServiceUnavailable',
  'ThrottlingException',
  'AccessDeniedException',
] as const;
const STATUSES = [500, 503, 429, 403];

/**
 * Faults at the calls that a schedule says, counted over every service. Not counted: reads of
 * the package index, which are the reader's, and what a person uploads.
 */
export class ScheduledFaults extends GivenFaults {
  readonly calls: CountedCall[] = [];
  /** How many calls were hit. */
  injected = 0;
  private isOn = false;
  private armed: { like: CountedCall; left: number; fault: InjectedFault }[] = [];
  private waiting: readonly InjectedFault[];

  constructor(
    faults: readonly InjectedFault[],
    private readonly onCall: (index: number, call: CountedCall) => void,
  ) {
    super();
    this.waiting = faults;
  }

  /** Counts calls from now on; what prepares the world is no part of the schedule. */
  begin(): void {
    this.isOn = true;
  }

  hit({ service, operation, region, subject }: FaultTarget): FaultEffect | undefined {
    if (!this.isOn || operation === 'ReadFromRepository' || subject.includes(FOREIGN_FILE)) return undefined;
    const call = { service, operation, region };
    const index = this.calls.push(call) - 1;
    this.onCall(index, call);
    const due = this.waiting.filter((fault) => fault.at <= index && fits(fault, call));
    this.waiting = this.waiting.filter((fault) => !due.includes(fault));
    this.armed.push(...due.map((fault) => ({ like: call, left: fault.times, fault })));
    const hitting = this.armed.find(({ like, left, fault }) => left > 0 && isLike(call, like, fault.scope));
    if (!hitting || !fits(hitting.fault, call)) return undefined;
    hitting.left -= 1;
    this.injected += 1;
    return effectOn(call, hitting.fault.effect);
  }

  clear(): void {
    this.armed = [];
    this.waiting = [];
  }
}

/** Wrong bytes wait for something to be uploaded. */
function fits({ effect }: InjectedFault, { operation }: CountedCall): boolean {
  return effect.kind !== 'wrong-bytes' || operation === 'PublishPackageVersion';
}

function isLike(call: CountedCall, like: CountedCall, scope: InjectedFault['scope']): boolean {
  if (call.region !== like.region) return false;
  return scope === 'region' || (call.service === like.service && call.operation === like.operation);
}

function effectOn({ service }: CountedCall, effect: FaultEffect): FaultEffect {
  // Other statuses are refusals that only one service gives.
  if (effect.kind !== 'error' || !STATUSES.includes(effect.status)) return effect;
  const code = (CODES[service] ?? OTHERS)[STATUSES.indexOf(effect.status)] ?? 'InternalFailure';
  return { ...effect, code };
}
