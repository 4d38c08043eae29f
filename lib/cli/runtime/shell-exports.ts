import { OPERATOR } from '../../local/iam/iam';
import { quote, shellHome } from './shell-home';

/** Shells that `vigilant env` can write for. */
export const SHELLS = ['sh', 'fish'] as const;
/** One of {@link SHELLS}. */
export type Shell = (typeof SHELLS)[number];

/** Credentials, profiles and addresses that would win over what is exported. */
const UNSET = [
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
  'AWS_USE_FIPS_ENDPOINT',
  'AWS_USE_DUALSTACK_ENDPOINT',
];

/** Commands of a shell that point AWS CLI, SDKs, twine and pip at the runtime, for the process's whole session. */
export function shellExports(
  shell: Shell,
  {
    url,
    region,
    state,
    env,
  }: { url: string; region: string; state: string; env: Readonly<Record<string, string | undefined>> },
): string[] {
  const { bin, awsConfig, awsCredentials, pipConfig } = shellHome(state);
  const withoutProxy = noProxy(env['NO_PROXY'] ?? env['no_proxy']);
  const variables = {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: OPERATOR.accessKeyId,
    AWS_SECRET_ACCESS_KEY: OPERATOR.secretAccessKey,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_CONFIG_FILE: awsConfig,
    AWS_SHARED_CREDENTIALS_FILE: awsCredentials,
    PIP_CONFIG_FILE: pipConfig,
    NO_PROXY: withoutProxy,
    no_proxy: withoutProxy,
  };
  const unset = [...UNSET, ...Object.keys(env).filter((name) => name.startsWith('AWS_ENDPOINT_URL_'))];
  const entries = Object.entries(variables);
  if (shell === 'fish') {
    return [
      ...unset.map((name) => `set -e ${name};`),
      ...entries.map(([name, value]) => `set -gx ${name} ${quoteForFish(value)};`),
      `contains -- ${quoteForFish(bin)} $PATH; or set -gx PATH ${quoteForFish(bin)} $PATH;`,
    ];
  }
  return [
    `unset ${unset.join(' ')}`,
    ...entries.map(([name, value]) => `export ${name}=${quote(value)}`),
    `case ":$PATH:" in *:${quote(bin)}:*) ;; *) export PATH=${quote(bin)}:"$PATH" ;; esac`,
  ];
}

/** A proxy of the machine must not be asked for this machine's own addresses. */
function noProxy(current: string | undefined): string {
  const names = (current ?? '').split(',').filter((name) => name !== '');
  return [...new Set([...names, '127.0.0.1', 'localhost'])].join(',');
}

/** Quotes a text for fish. */
export function quoteForFish(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
