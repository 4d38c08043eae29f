import type { Iam } from '../../iam/iam';
import { logStreamArn } from '../../logs/log-names';
import { type Gateway, type Principal, ServiceError } from '../../service';
import type { Build } from '../build';
import { PhaseError } from './phase-error';

/**
 * Opens a build's log stream as the project's role: CreateLogStream, CreateLogGroup before it where the group is
 * missing, and a look whether PutLogEvents will be allowed. On AWS a missing right to create streams ends the build
 * with the message below; that a missing right to write ends it as well is a guess.
 *
 * @throws PhaseError ACCESS_DENIED
 */
export async function openLogStream(
  deps: { readonly gateway: Gateway; readonly iam: Iam; readonly principal: Principal },
  log: { readonly build: Build; readonly region: string; readonly group: string; readonly stream: string },
): Promise<void> {
  const { principal } = deps;
  const { region, group: logGroupName, stream: logStreamName } = log;
  const invoke = (operation: string, input: object) =>
    deps.gateway.invoke({ service: 'logs', operation, region, principal, input });
  try {
    try {
      await invoke('CreateLogStream', { logGroupName, logStreamName });
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== 'ResourceNotFoundException') throw error;
      await invoke('CreateLogGroup', { logGroupName }).catch((failure) => {
        // Another build of the project, which started at the same time, was faster.
        if (!(failure instanceof ServiceError) || failure.code !== 'ResourceAlreadyExistsException')
          throw failure;
      });
      await invoke('CreateLogStream', { logGroupName, logStreamName });
    }
    const resource = logStreamArn(region, principal.account, { group: logGroupName, stream: logStreamName });
    deps.iam.authorize(principal, [{ action: 'logs:PutLogEvents', resource }], { region, service: 'logs' });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new PhaseError(
      'ACCESS_DENIED',
      `Service role ${log.build.serviceRole} does not allow AWS CodeBuild to create Amazon CloudWatch Logs log ` +
        `streams for build ${log.build.arn}. Error message: ${error.message}`,
      { cause: error },
    );
  }
}
