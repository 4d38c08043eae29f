import { ServiceError } from '../service';

/**
 * The connection broke before the answer arrived. Over HTTP the endpoint breaks the connection; a call made inside
 * the runtime gets this error, under the name with which AWS's Java SDK, on which Step Functions runs its
 * integrations, reports it (Step Functions developer guide, "Lambda service exceptions").
 */
export class ConnectionError extends ServiceError {
  constructor(message: string) {
    super('SdkClientException', message);
  }
}

/** The connection breaks in the middle of this answer. */
export class CutOffAnswer extends ConnectionError {
  constructor(readonly output: unknown) {
    super('Connection broken in the middle of the answer (injected fault)');
  }
}
