import { hostOf } from './loopback-guard';
import type { ServiceModel } from './model/service-model';
import type { WireRequest } from './protocols/protocol';

/**
 * Puts the bucket into the path where a client has it in the host name, as SDKs do for an endpoint `localhost`
 * (`BUCKET.localhost`). The signature is over the request as it was sent.
 */
export function pathStyle(request: WireRequest, model: ServiceModel): WireRequest {
  const bucket = /^(.+)\.localhost$/.exec(hostOf(request.headers.host) ?? '')?.[1];
  if (model.name !== 's3' || bucket === undefined) return request;
  return { ...request, path: `/${bucket}${request.path}` };
}
