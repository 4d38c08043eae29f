/** A fault to inject, as the runtime's own route takes it; that route checks it. */
export interface FaultInput {
  readonly region?: string;
  readonly service?: string;
  readonly operation?: string;
  readonly matching?: string;
  readonly skip?: number;
  readonly times?: number;
  readonly effect: { readonly kind: string; readonly [detail: string]: unknown };
}

/** A fault that is in force. */
export interface Fault extends FaultInput {
  readonly id: string;
}
