import type { FaultTarget } from '../../../lib/local/http/faults';

/** A call as a cell of the table sees it. */
export interface ObservedCall {
  /** Which call of the workflow this is: who calls what, where, and with what in mind. The same in every run. */
  readonly place: string;
  readonly role: string;
  readonly session: string;
  /** What names the version: the input, or the path of an upload, and the caller's session. */
  readonly subject: string;
}

/** Calls of which a run makes as many as it likes: they ask until something has happened. */
const POLLS = /:(BatchGetBuilds|DescribeExecution|ListPackageVersions)\b/;

/** Takes a call apart. Undefined for calls of persons and of installers, which are not the workflow's. */
export function observe(target: FaultTarget): ObservedCall | undefined {
  const { service, operation, region, subject, caller = '' } = target;
  const [, role, session] = /:assumed-role\/([^/]+)\/(.+)$/.exec(caller) ?? [];
  if (role === undefined || session === undefined) return undefined;
  const detail = detailOf(service, operation, subject);
  const place = [role, `${service}:${operation}`, detail.region ?? region, detail.what]
    .filter(Boolean)
    .join(' ');
  return { place, role, session, subject };
}

/** Whether the nth call of a place can be told from the others. Jobs of several regions make theirs at once. */
export function isCounted(place: string): boolean {
  return !POLLS.test(place) && !place.startsWith('vigilant-publish-job ');
}

function detailOf(service: string, operation: string, subject: string): { what?: string; region?: string } {
  if (service === 'codeartifact' && operation === 'PublishPackageVersion')
    return { what: subject.endsWith('.whl') ? 'wheel' : 'sdist' };
  const input = parse(subject);
  switch (`${service}:${operation}`) {
    case 'lambda:Invoke': {
      const { step, scope, region } = parse(String(input.Payload ?? ''));
      const name = String(input.FunctionName).split(':').at(-1);
      return { what: [name, step, scope].filter(Boolean).join(' '), ...(region && { region }) };
    }
    case 'codebuild:StartBuild': {
      const variables: { name: string; value: string }[] = input.environmentVariablesOverride ?? [];
      const target = variables.find(({ name }) => name === 'TARGET_REGION')?.value;
      return { what: input.projectName, ...(target !== undefined && { region: target }) };
    }
    case 'dynamodb:UpdateItem':
      // Each write of the ledger sets something else.
      return { what: Object.keys(input.ExpressionAttributeValues ?? {}).join(' ') };
    case 's3:GetObject':
    case 's3:PutObject':
      return { what: objectOf(input.Key ?? '') };
    case 'events:PutEvents':
      return { what: input.Entries?.[0]?.DetailType };
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
