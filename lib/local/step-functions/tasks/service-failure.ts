import { randomUUID } from 'node:crypto';
import type { ServiceModel } from '../../http/model/service-model';
import { ServiceError } from '../../service';
import { StateFailure } from '../engine/failure';
import type { IntegratedService } from './integrated-service';

/** What a state sees of an error that a service answered with; names and causes are worded as recorded ones are. */
export function serviceFailure(
  error: unknown,
  service: IntegratedService,
  model: ServiceModel,
): StateFailure {
  if (!(error instanceof ServiceError)) throw error;
  const { code, message } = error;
  // The connection broke: the SDK's own error, which has no answer to tell of.
  if (code === 'SdkClientException')
    return new StateFailure(
      `${service.errorPrefix}.SdkClientException`,
      `Unable to execute HTTP request: ${message}`,
      undefined,
      {
        cause: error,
      },
    );
  const known = model.errorShape(code);
  const status = error.details.status ?? known?.shape.error?.httpStatusCode ?? 400;
  const name = known === undefined ? service.genericError : exceptionName(known.name);
  const requestId = randomUUID();
  const cause = service.optimized
    ? `${message} (Service: ${service.causeName}; Status Code: ${status}; Error Code: ${code}; Request ID: ${requestId}; Proxy: null)`
    : `${message} (Service: ${service.causeName}, Status Code: ${status}, Request ID: ${requestId}) (SDK Attempt Count: 1)`;
  return new StateFailure(`${service.errorPrefix}.${name}`, cause, undefined, { cause: error });
}

/** Class of the AWS SDK for Java for an error shape: always ends in "Exception". */
function exceptionName(shape: string): string {
  return shape.endsWith('Exception') ? shape : `${shape.replace(/Fault$/, '')}Exception`;
}
