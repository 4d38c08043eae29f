import type { ServiceError } from '../../service';
import type { ServiceModel, ShapeRef } from '../model/service-model';
import { errorMembers, retryAfter, wireError } from './error-status';
import { toJson } from './json-value';
import type { WireResponse } from './protocol';

/** An error as the AWS JSON and REST-JSON protocols write it: `__type`, the message, and the members of its shape. */
export function encodeJsonError(
  error: ServiceError,
  model: ServiceModel,
  options: { requestId: string; contentType: string },
): WireResponse {
  const { code, status } = wireError(error, model);
  const known = model.errorShape(error.code);
  const members = known?.shape.members ?? {};
  const messageName = Object.keys(members).find((name) => name.toLowerCase() === 'message') ?? 'message';
  const given = errorMembers(error);
  const body: Record<string, unknown> = { __type: code, [messageName]: error.message };
  const headers: Record<string, string> = {
    'content-type': options.contentType,
    'x-amzn-errortype': code,
    'x-amzn-requestid': options.requestId,
    ...retryAfter(error),
  };
  for (const [name, reference] of Object.entries(members)) {
    if (given[name] == null) continue;
    if (reference.location === 'header')
      headers[(reference.locationName ?? name).toLowerCase()] = String(given[name]);
    else body[reference.locationName ?? name] = toJson(given[name], reference as ShapeRef, model);
  }
  return { status, headers, body: JSON.stringify(body) };
}
