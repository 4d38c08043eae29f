import { jobHostEnvironment } from '../../../lib/local/runtime/job-host-environment';

const options = { cacheDirectory: '/state/cache/pip' };

test('jobs get what reaches the network, and nothing of the user', () => {
  const environment = jobHostEnvironment(
    {
      HTTPS_PROXY: 'http://proxy:3128',
      https_proxy: 'http://proxy:3128',
      PIP_INDEX_URL: 'https://index.example/simple',
      SSL_CERT_FILE: '/etc/ssl/ca.pem',
      AWS_PROFILE: 'production',
      AWS_ACCESS_KEY_ID: 'AKIAUSER',
      PIP_CONFIG_FILE: '/home/user/pip.conf',
      HOME: '/home/user',
      TWINE_PASSWORD: 'secret',
    },
    options,
  );
  expect(environment).toEqual({
    HTTPS_PROXY: 'http://proxy:3128',
    https_proxy: 'http://proxy:3128',
    PIP_INDEX_URL: 'https://index.example/simple',
    SSL_CERT_FILE: '/etc/ssl/ca.pem',
    NO_PROXY: '127.0.0.1,localhost',
    no_proxy: '127.0.0.1,localhost',
    PIP_CACHE_DIR: '/state/cache/pip',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
  });
});

test('what is reached without a proxy stays so, and the runtime with it', () => {
  const { NO_PROXY } = jobHostEnvironment({ no_proxy: 'internal.example,localhost' }, options);
  expect(NO_PROXY).toBe('internal.example,localhost,127.0.0.1');
});
