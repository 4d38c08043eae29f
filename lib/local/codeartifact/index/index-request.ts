import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Permission, type Principal, ServiceError } from '../../service';
import type { PackageAddress } from '../arns';
import type { CodeArtifactContext } from '../context';
import type { FaultGate } from './fault-gate';
import { IndexError } from './index-error';
import type { IndexPath } from './index-path';

/** A request to the package index whose sender is known. */
export interface IndexRequest {
  readonly context: CodeArtifactContext;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: IndexPath;
  readonly principal: Principal;
  readonly faults: FaultGate;
}

/** Address of a package in the repository that a request names. */
export function addressOf({ path }: IndexRequest, packageName: string): PackageAddress {
  const { region, domain, repository } = path;
  return { region, domain, repository, package: packageName };
}

/** @throws IndexError 403, worded as IAM words it */
export function authorize({ context, principal, path }: IndexRequest, permission: Permission): void {
  try {
    context.iam.authorize(principal, [permission], { region: path.region, service: 'codeartifact' });
  } catch (error) {
    if (error instanceof ServiceError) throw new IndexError(403, error.message);
    throw error;
  }
}
