const CONNECTION =
  'arn:aws:codeconnections:us-east-1:111122223333:connection/01234567-89ab-cdef-0123-456789abcdef';

/**
 * Configurations that between them reach every branch of the constructs, and so have every resource and every policy
 * that the app can have.
 */
export const VARIANTS = {
  'as shipped': {},
  'with keys that AWS owns': { encryption: 'aws-owned' },
  'with an upstream, an approval, mail and consumers': {
    upstream: 'pypi',
    packages: ['acme-*', 'sample-package'],
    approval: true,
    notificationEmails: ['ops@example.com'],
    consumerAccounts: ['444455556666'],
    build: { type: 'lambda' },
    publish: { type: 'ec2', architecture: 'x86_64' },
    tags: { team: 'platform' },
  },
  'with a connection, in repositories that exist': {
    account: '111122223333',
    adopt: { domain: true, repositories: true },
    source: { type: 'connection', connectionArn: CONNECTION, repository: 'acme/group/widgets', tags: ['v*'] },
    terminationProtection: true,
  },
  'in a domain that exists': { adopt: { domain: true } },
} as const;
