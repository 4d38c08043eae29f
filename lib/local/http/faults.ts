/** Operations of the package index, as faults and permissions name them; its service is `codeartifact`. */
export const INDEX_OPERATIONS = [
  'PublishPackageVersion',
  'GetPackageVersionAsset',
  'ReadFromRepository',
] as const;

/** A fault to inject: which calls it hits, what happens to them, how often. All given filters must match. */
export interface Fault {
  readonly id: string;
  readonly region?: string;
  /** Service as botocore names it. */
  readonly service?: string;
  /** Operation of the service model, or one of {@link INDEX_OPERATIONS}. */
  readonly operation?: string;
  /** Only calls that name this package, version, asset … : substring of the request's path or JSON input. */
  readonly matching?: string;
  readonly effect: FaultEffect;
  /** Let this many matching calls pass first. */
  readonly skip?: number;
  /** How many calls it hits before it is spent; for ever when left out. */
  readonly times?: number;
}

export type FaultEffect =
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly code: string;
      readonly message?: string;
      readonly retryAfterSeconds?: number;
    }
  | { readonly kind: 'reset' }
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /** The call takes effect, then the connection breaks. */
  | { readonly kind: 'lost-answer' }
  /** The connection breaks in the middle of a body: an upload's, which is lost, or else the answer's. */
  | { readonly kind: 'cut-off' }
  /** What is uploaded is stored with other bytes. */
  | { readonly kind: 'wrong-bytes' };

/** A call as faults see it. */
export interface FaultTarget {
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  /** Request path, or the input as JSON. */
  readonly subject: string;
  /** ARN of the caller, where it is known before the call is looked at. */
  readonly caller?: string;
  /** What the caller makes it for, where that is known: see `InternalCall`. */
  readonly purpose?: string;
}

/** Injected faults. Implemented by `createFaults`; the gateway and the package index ask it before each call. */
export interface Faults {
  add(fault: Omit<Fault, 'id'>): Fault;
  list(): readonly Fault[];
  remove(id: string): boolean;
  clear(): void;
  /** The effect that hits this call, if any; counts the call. */
  hit(target: FaultTarget): FaultEffect | undefined;
}
