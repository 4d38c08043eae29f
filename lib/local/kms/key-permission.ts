import type { Permission } from '../service';

/** How a service uses a key for the caller. */
export interface KeyUse {
  /** Key ARN or id, as the resource that is encrypted names it. */
  readonly key: string;
  /** `kms:Decrypt` */
  readonly action: string;
  /** The service that is called, as in its host name: `s3`. */
  readonly via: string;
  readonly region: string;
  readonly account: string;
}

/** The right a caller needs on a customer's key, checked with the conditions that tell which service asks for it. */
export function keyPermission({ key, action, via, region, account }: KeyUse): Permission {
  return {
    action,
    resource: key.startsWith('arn:') ? key : `arn:aws:kms:${region}:${account}:key/${key}`,
    context: {
      'kms:ViaService': `${via}.${region}.amazonaws.com`,
      'kms:CallerAccount': account,
    },
  };
}
