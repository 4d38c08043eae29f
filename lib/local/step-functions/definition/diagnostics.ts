/** A finding about a definition, in the shape of ValidateStateMachineDefinition. */
export interface Diagnostic {
  readonly severity: 'ERROR' | 'WARNING';
  readonly code: string;
  readonly message: string;
  /** JSON pointer of the place; none if the definition as a whole is meant. */
  readonly location?: string;
}

/** Code of findings that the service would not have: what only this runtime lacks. */
export const NOT_SUPPORTED = 'NOT_SUPPORTED_BY_LOCAL_RUNTIME';

/** Collects findings. */
export class Diagnostics {
  readonly found: Diagnostic[] = [];

  /** What the service refuses as well. */
  error(location: string | undefined, message: string, code = 'SCHEMA_VALIDATION_FAILED'): void {
    this.found.push({ severity: 'ERROR', code, message, ...(location !== undefined && { location }) });
  }

  /** Refuses each member that is no known field. */
  unknownFields(json: object, known: readonly string[], location: string): void {
    for (const field of Object.keys(json))
      if (!known.includes(field)) this.error(location, `Field '${field}' is not supported`);
  }

  warning(location: string, message: string): void {
    this.found.push({ severity: 'WARNING', code: 'SCHEMA_VALIDATION_FAILED', message, location });
  }

  notSupported(location: string, what: string): void {
    this.error(location, `${what} is not supported by this local runtime`, NOT_SUPPORTED);
  }
}
