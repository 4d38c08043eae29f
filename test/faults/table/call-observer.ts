import type { FaultTarget } from '../../../lib/local/http/faults';
import { type Call, callOf, placeOf } from './place';

/** A call of the workflow, and which one it is. */
export interface ObservedCall extends Call {
  /** The same in every run, whatever happened to other calls before. */
  readonly place: string;
  /** Undefined where neither the call nor its caller tells. */
  readonly version?: string;
}

/** What a caller does from one beginning to the next: an invocation of a function, a job, an action of a pipeline. */
interface Turn {
  /** State that invoked the function. */
  readonly purpose?: string;
  readonly made: Map<string, number>;
}

/** Versions of the table: no one begins with another. */
export const VERSION = /\b1\.\d{5}\b/;

/** Calls of which a caller makes as many as it likes: they ask until something has happened. */
const POLLS = /:(BatchGetBuilds|DescribeExecution|ListPackageVersions)$/;

/**
 * Tells which call of the workflow a call is: who makes it, in which state, and which of the same kind it is since its
 * caller began. Counted from the beginning of the caller, not of the run: how often a client, a state or a job repeats
 * what failed differs from run to run, and a repetition is the same call.
 */
export class CallObserver {
  private readonly turns = new Map<string, Turn>();
  /** What executions and jobs work on, by session: some of their calls do not say. */
  private readonly versions = new Map<string, string>();

  observe(target: FaultTarget): ObservedCall | undefined {
    const call = callOf(target);
    if (call === undefined) return undefined;
    const version = this.versionOf(call);
    const turn = this.turnOf(call, version);
    if (call.name === 'lambda:Invoke') this.begin(call, version);
    const known = { ...call, ...(turn?.purpose !== undefined && { purpose: turn.purpose }) };
    const kind = placeOf(known);
    const nth = POLLS.test(call.name) || turn === undefined ? 1 : (turn.made.get(kind) ?? 0) + 1;
    turn?.made.set(kind, nth);
    return { ...known, place: placeOf(known, nth), ...(version !== undefined && { version }) };
  }

  /** A call that a fault has broken is not counted: whoever made it makes it again. */
  broken({ version, ...call }: ObservedCall): void {
    const made = this.turnOf(call, version)?.made;
    const kind = placeOf(call);
    made?.set(kind, (made.get(kind) ?? 1) - 1);
  }

  /** A function has begun; it is known by the version and, for calls that do not name that, as the latest. */
  private begin({ what, region, purpose }: Call, version: string | undefined): void {
    const turn = { made: new Map(), ...(purpose !== undefined && { purpose }) };
    this.turns.set(`${what} ${region}`, turn);
    if (version !== undefined) this.turns.set(`${what} ${region} ${version}`, turn);
  }

  private turnOf({ role, region, session, purpose }: Call, version: string | undefined): Turn | undefined {
    // A state makes each call once; services that deliver events have no sessions.
    if (role.endsWith('-workflow') || session === '') return undefined;
    const key = isFunction(role) ? [role, region, version] : [role, session, purpose];
    const name = key.filter(Boolean).join(' ');
    const turn = this.turns.get(name) ?? { made: new Map() };
    this.turns.set(name, turn);
    return turn;
  }

  private versionOf({ subject, session, role }: Call): string | undefined {
    const version = VERSION.exec(subject)?.[0] ?? VERSION.exec(session)?.[0] ?? this.versions.get(session);
    // A function's sessions are shared by its invocations for any version.
    if (version !== undefined && session !== '' && !isFunction(role)) this.versions.set(session, version);
    return version;
  }
}

/** Whether a role is that of a function: it has the function's name. */
export function isFunction(role: string): boolean {
  return /-(inspect|promote|retract)$/.test(role);
}
