/** Ends a phase as FAILED; code and message become the phase's context. */
export class PhaseError extends Error {
  constructor(
    readonly statusCode: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'PhaseError';
  }
}
