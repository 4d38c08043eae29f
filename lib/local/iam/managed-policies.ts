/** `Allow` of some actions on every resource, which is all that these policies consist of. */
function allow(...actions: string[]): unknown {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
}

const LOGS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

/**
 * AWS managed policies that roles of an assembly use, with the content that the AWS Managed Policy Reference Guide
 * documents for their current version.
 */
export const MANAGED_POLICIES: Readonly<Record<string, unknown>> = {
  AdministratorAccess: allow('*'),
  'service-role/AWSLambdaBasicExecutionRole': allow(...LOGS),
  AWSXRayDaemonWriteAccess: allow(
    'xray:PutTraceSegments',
    'xray:PutTelemetryRecords',
    'xray:GetSamplingRules',
    'xray:GetSamplingTargets',
    'xray:GetSamplingStatisticSummaries',
  ),
};

/** Document of a managed policy of AWS. @throws Error for one whose content is not known here */
export function managedPolicy(arn: string): unknown {
  const name = /^arn:aws[a-z-]*:iam::aws:policy\/(.+)$/.exec(arn)?.[1];
  if (name !== undefined && Object.hasOwn(MANAGED_POLICIES, name)) return MANAGED_POLICIES[name];
  const known = Object.keys(MANAGED_POLICIES).join(', ');
  throw new Error(`managed policy ${arn} is not known here; known are the customer's own and ${known}`);
}
