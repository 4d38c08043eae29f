import { ServiceError } from '../../service';
import type { ServiceModel } from '../model/service-model';

/**
 * Services that report a violated constraint of their model under another name than ValidationException: the shape
 * that each of them documents for "the input is not valid" (CodeBuild API reference, "InvalidInputException";
 * CloudWatch Logs API reference, "InvalidParameterException"; STS and IAM "Common errors", "ValidationError").
 */
const CODES: Readonly<Record<string, string>> = {
  codebuild: 'InvalidInputException',
  logs: 'InvalidParameterException',
  sns: 'InvalidParameterException',
  sts: 'ValidationError',
  iam: 'ValidationError',
  cloudformation: 'ValidationError',
  s3: 'InvalidArgument',
};

/** One constraint that the input violates. */
export interface Violation {
  /** `Value 'x' at 'name' failed to satisfy constraint: Member must …` */
  readonly text: string;
  readonly kind: 'UNKNOWN_MEMBER' | 'CONSTRAINT';
}

/** The error with which `model`'s service refuses an input, worded as AWS words it. */
export function validationError(model: ServiceModel, violations: readonly Violation[]): ServiceError {
  const count = violations.length;
  const message = `${count} validation error${count === 1 ? '' : 's'} detected: ${violations.map((v) => v.text).join('; ')}`;
  const code = CODES[model.name] ?? 'ValidationException';
  const reason = model.errorShape(code)?.shape.members?.['reason'];
  // CodeArtifact's and Step Functions' shapes say in one word what kind of problem it is.
  const allowed = reason ? (model.shape(reason).enum ?? []) : [];
  const kind = allowed.find((value) => value === 'FIELD_VALIDATION_FAILED');
  return new ServiceError(code, message, { status: 400, ...(kind ? { reason: kind } : {}) });
}
