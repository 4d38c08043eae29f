/** Variables that a job needs to reach the network of this machine; none of them holds a secret of AWS. */
const NETWORK = new Set([
  'ALL_PROXY',
  'AWS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
  'GIT_SSL_CAINFO',
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'NODE_EXTRA_CA_CERTS',
  'PIP_CERT',
  'PIP_CLIENT_CERT',
  'PIP_DEFAULT_TIMEOUT',
  'PIP_EXTRA_INDEX_URL',
  'PIP_FIND_LINKS',
  'PIP_INDEX_URL',
  'PIP_NO_INDEX',
  'PIP_RETRIES',
  'PIP_TRUSTED_HOST',
  'REQUESTS_CA_BUNDLE',
  'SSL_CERT_DIR',
  'SSL_CERT_FILE',
]);

/** A proxy of the machine must not be asked for the runtime itself. */
const LOOPBACK = ['127.0.0.1', 'localhost'];

/**
 * What jobs get of this machine's environment: where proxies, certificates and the package index are. Everything else,
 * first of all the user's own AWS profile, stays out.
 */
export function jobHostEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  { cacheDirectory }: { cacheDirectory: string },
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment))
    if (value !== undefined && NETWORK.has(name.toUpperCase())) kept[name] = value;
  const direct = environment['NO_PROXY'] ?? environment['no_proxy'] ?? '';
  const noProxy = [...new Set([...direct.split(',').filter(Boolean), ...LOOPBACK])].join(',');
  return {
    ...kept,
    NO_PROXY: noProxy,
    no_proxy: noProxy,
    // Each job has a home of its own; without this, each would download the build backend again.
    PIP_CACHE_DIR: cacheDirectory,
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
  };
}
