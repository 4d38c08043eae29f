import { ServiceError } from '../service';

/** What a ResourceNotFoundException can speak of (service model, ResourceType). */
export type ResourceType = 'domain' | 'repository' | 'package' | 'package-version' | 'asset';

/** Says that something does not exist. Clients tell cases apart by `resourceType`. */
export function notFound(resourceType: ResourceType, resourceId: string, message: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', message, { resourceId, resourceType });
}

/** Says that a parameter has a value which no constraint of the service model excludes. */
export function invalid(message: string): ServiceError {
  return new ServiceError('ValidationException', message, { reason: 'FIELD_VALIDATION_FAILED' });
}

/** Refuses tags by name: nothing here reads them. @throws ValidationException */
export function refuseTags({ tags = [] }: { readonly tags?: readonly unknown[] }): void {
  if (tags.length > 0) throw invalid('tags: not supported by this local runtime');
}
