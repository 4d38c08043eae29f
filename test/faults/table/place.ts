import type { FaultTarget } from '../../../lib/local/http/faults';

/** Where a call of the workflow comes from and what it does. */
export interface Call {
  readonly role: string;
  readonly session: string;
  /** State, action or rule that makes the call, where the caller is one. */
  readonly purpose?: string;
  /** Service and operation. */
  readonly name: string;
  /** The region that the call is about; a function of the primary region works on others. */
  readonly region: string;
  /** What else tells calls of one operation apart: a repository, an object, a kind of asset. */
  readonly what?: string;
  /** What names the version: the input, or the path of an upload. */
  readonly subject: string;
}

/** Takes a call apart. Undefined for calls of persons and of installers, which are not the workflow's. */
export function callOf(target: FaultTarget): Call | undefined {
  const { service, operation, subject, purpose, caller = '' } = target;
  const [, role, session = ''] = /:assumed-role\/([^/]+)\/(.+)$/.exec(caller) ?? [];
  // Rules without a role call as the service, which has no session.
  const known = role ?? (purpose === undefined ? undefined : caller);
  if (known === undefined) return undefined;
  const name = `${service}:${operation}`;
  return {
    ...{ role: known, session, name, subject, region: target.region },
    ...(purpose !== undefined && { purpose }),
    ...detailOf(name, subject),
  };
}

/** A call in one line; `nth` where its caller makes it again for another reason. */
export function placeOf({ purpose, role, name, region, what }: Call, nth = 1): string {
  const caller = purpose === undefined ? role : `${purpose}: ${role}`;
  return [caller, name, region, what, nth > 1 ? `#${nth}` : ''].filter(Boolean).join(' ');
}

/** Service that is called. */
export const serviceOf = (place: string): string => / (\w+):/.exec(place)?.[1] ?? '';

/** Whether the caller is a job of CodeBuild: commands of its shell, or the service on their behalf. */
export const isOfJob = (place: string): boolean => /^[\w-]+-job /.test(place);

/** Whether EventBridge makes the call to deliver an event. What else starts executions and pipelines gets an answer. */
export const isDelivery = (place: string): boolean =>
  /^[\w-]+: (\S+-(recovery|pipeline-trigger)|events\.amazonaws\.com) /.test(place);

/** Whether the caller signs with a session's token, which can expire: services that call as themselves have none. */
export const hasToken = (place: string): boolean => !/^[\w-]+: \w+\.amazonaws\.com /.test(place);

/** Whether the call has a body that is stored and that somebody reads later. */
export const isUpload = (place: string): boolean =>
  / (codeartifact:PublishPackageVersion|s3:PutObject|s3:UploadPart) /.test(place);

function detailOf(name: string, subject: string): { what?: string; region?: string } {
  if (name === 'codeartifact:PublishPackageVersion')
    return { what: subject.endsWith('.whl') ? 'wheel' : 'sdist' };
  const input = parse(subject);
  switch (name) {
    case 'lambda:Invoke': {
      const { region } = parse(String(input.Payload ?? ''));
      return { what: String(input.FunctionName).split(':').at(-1), ...(region && { region }) };
    }
    case 'codebuild:StartBuild': {
      const variables: { name: string; value: string }[] = input.environmentVariablesOverride ?? [];
      const target = variables.find(({ name: variable }) => variable === 'TARGET_REGION')?.value;
      return { what: input.projectName, ...(target !== undefined && { region: target }) };
    }
    case 's3:GetObject':
    case 's3:PutObject':
      return { what: objectOf(input.Key ?? '') };
    default:
      return { what: input.repository ?? input.destinationRepository };
  }
}

/** Last part of a key; pipeline artifacts have names of their own in each run. */
function objectOf(key: string): string {
  const parts = key.split('/');
  return /\.(json|zip)$/.test(key) && parts.length > 1 ? (parts.at(-1) as string) : (parts.at(-2) ?? 'asset');
}

function parse(text: string): any {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}
