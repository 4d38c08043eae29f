/**
 * Global condition keys that a local call has a truthful value for, or is truthfully without (there is no
 * organisation, VPC endpoint or MFA device here). Any other `aws:` key is refused when the policy is put (IAM user
 * guide, "AWS global condition context keys").
 */
const KEYS = new Set([
  'aws:calledvia',
  'aws:calledviafirst',
  'aws:calledvialast',
  'aws:currenttime',
  'aws:epochtime',
  'aws:multifactorauthage',
  'aws:multifactorauthpresent',
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalisawsservice',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:principalservicename',
  'aws:principalservicenameslist',
  'aws:principaltype',
  'aws:requestedregion',
  'aws:resourceaccount',
  'aws:resourceorgid',
  'aws:securetransport',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceorgid',
  'aws:sourceowner',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:tagkeys',
  'aws:userid',
  'aws:username',
  'aws:viaawsservice',
]);
/** Keys that end in the name of a tag. */
const TAGS = ['aws:principaltag/', 'aws:resourcetag/', 'aws:requesttag/'];

/** Whether a condition key is decided here; keys of a service are, by that service's operations. */
export function isKnownKey(key: string): boolean {
  const name = key.toLowerCase();
  return !name.startsWith('aws:') || KEYS.has(name) || TAGS.some((prefix) => name.startsWith(prefix));
}
