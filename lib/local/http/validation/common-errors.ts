import type { ServiceModel } from '../model/service-model';

/**
 * Errors of every service, which few models name: "Common Errors" of the API references, and the neutral names that
 * `error-status.ts` gives to each protocol's own.
 */
const COMMON = [
  'AccessDenied',
  'AccessDeniedException',
  'ExpiredToken',
  'InternalFailure',
  'NotImplemented',
  'RequestEntityTooLarge',
  'SerializationException',
  'ServiceUnavailable',
  'ThrottlingException',
  'UnknownOperationException',
  'ValidationException',
];

/** Errors that a service has besides, though its model names them at no operation, or not at all. */
const OF_SERVICE: Readonly<Record<string, readonly string[]>> = {
  // "InvalidInputException" is CodeBuild's word for an input that its model excludes, whichever operation it is for.
  codebuild: ['InvalidInputException'],
  // CloudWatch Logs API reference: the same, in its words.
  logs: ['InvalidParameterException'],
  sns: ['InvalidParameterException'],
  // STS "Common Errors".
  sts: ['ValidationError'],
  // S3 API reference, "Error responses", list of error codes.
  s3: [
    'BadDigest',
    'BucketAlreadyOwnedByYou',
    'BucketNotEmpty',
    'ConditionalRequestConflict',
    'EntityTooLarge',
    'EntityTooSmall',
    'IllegalLocationConstraintException',
    'IllegalVersioningConfigurationException',
    'InvalidArgument',
    'InvalidBucketName',
    'InvalidBucketState',
    'InvalidDigest',
    'InvalidPart',
    'InvalidPartOrder',
    'InvalidRange',
    'InvalidRequest',
    'InvalidTag',
    'KeyTooLongError',
    'MalformedXML',
    'MethodNotAllowed',
    'MissingContentLength',
    'NoSuchBucket',
    'NoSuchBucketPolicy',
    'NoSuchCORSConfiguration',
    'NoSuchKey',
    'NoSuchLifecycleConfiguration',
    'NoSuchPublicAccessBlockConfiguration',
    'NoSuchTagSet',
    'NoSuchUpload',
    'NoSuchVersion',
    'NotModified',
    'OperationAborted',
    'OwnershipControlsNotFoundError',
    'PermanentRedirect',
    'PreconditionFailed',
    'ServerSideEncryptionConfigurationNotFoundError',
    'SlowDown',
    'XAmzContentSHA256Mismatch',
  ],
};

/** Whether an operation may give an error that the model does not declare for it. */
export function isCommonError(code: string, model: ServiceModel): boolean {
  return COMMON.includes(code) || (OF_SERVICE[model.name] ?? []).includes(code);
}
