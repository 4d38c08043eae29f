import type { Iam } from '../../iam/iam';
import { ServiceError } from '../../service';
import type { Build } from '../build';
import { PhaseError } from './phase-error';

/**
 * Credentials of a build: the project's service role, in a session named as recorded logs of CodeBuild show it.
 *
 * @throws PhaseError when the role does not trust CodeBuild
 */
export function assumeServiceRole(iam: Iam, build: Build): ReturnType<Iam['assumeRole']> {
  try {
    return iam.assumeRole({
      roleArn: build.serviceRole,
      sessionName: `AWSCodeBuild-${build.id.split(':').at(-1)}`,
      service: 'codebuild.amazonaws.com',
    });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new PhaseError(
      'CLIENT_ERROR',
      `CodeBuild is not authorized to perform: sts:AssumeRole on ${build.serviceRole}: ${error.message}`,
      { cause: error },
    );
  }
}
