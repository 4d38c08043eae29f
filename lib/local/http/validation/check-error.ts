import type { ServiceError } from '../../service';
import type { OperationModel, ServiceModel, Shape } from '../model/service-model';
import { shapeProblems } from './check-output';
import { isCommonError } from './common-errors';

/** What steers how an error is written and is no member of its shape. */
const STEERING = ['status', 'retryAfterSeconds'];

/**
 * Problems of an operation's error when held against the service model: a code that neither the operation nor the
 * service's common errors have, another HTTP status than the shape's, members that the shape does not have, lacks or
 * has of another type. Any of them is a bug of the emulated service.
 */
export function errorProblems(model: ServiceModel, operation: OperationModel, error: ServiceError): string[] {
  const known = model.errorShape(error.code);
  const declared = (operation.errors ?? []).some(({ shape }) => shape === known?.name);
  if (!declared && !isCommonError(error.code, model))
    return [`${error.code} is neither an error of ${operation.name} nor a common one`];
  if (!known) return [];
  const { name, shape } = known;
  const found: string[] = [];
  const { status } = error.details;
  const modelled = shape.error?.httpStatusCode;
  if (status !== undefined && modelled !== undefined && status !== modelled)
    found.push(`${name}: status ${status}, but the model says ${modelled}`);
  const members = Object.entries(error.details).filter(
    ([member]) => !(STEERING.includes(member) || isUnmodelled(member, model)) || hasMember(shape, member),
  );
  const message = Object.keys(shape.members ?? {}).find((member) => member.toLowerCase() === 'message');
  const body = { ...Object.fromEntries(members), ...(message ? { [message]: error.message } : {}) };
  found.push(...shapeProblems(model, { shape: name }, body, name));
  return found;
}

/** S3 writes which bucket, key or value it is about beside the message (API reference, "Error responses"). */
function isUnmodelled(member: string, model: ServiceModel): boolean {
  return model.name === 's3' && /^[A-Z]/.test(member);
}

function hasMember(shape: Shape, member: string): boolean {
  return Object.hasOwn(shape.members ?? {}, member);
}
