import { join } from 'node:path';
import type { CliContext } from '../context';
import { sourceRemote } from '../source-remote';
import type { Target } from '../target';
import type { PushTarget } from './push-commit';

/**
 * The source repository of a deployment and how git logs in: with the credentials of the shell, through the AWS CLI of
 * the project's Python environment; the runtime on this machine asks for none. Undefined for a connection, whose
 * repository is elsewhere.
 * https://docs.aws.amazon.com/codecommit/latest/userguide/setting-up-https-unixes.html
 */
export async function pushTarget(context: CliContext, target: Target): Promise<PushTarget | undefined> {
  const { config, endpoint } = target;
  const remote = sourceRemote(config, endpoint);
  if (remote === undefined) return undefined;
  // No helper of the user's own may answer for the repository.
  const login = ['-c', 'credential.helper='];
  if (endpoint !== undefined) return { remote, login: [...login, '-c', 'http.proxy='] };
  const { projectRoot, setup } = context;
  await setup.ensurePythonTools(projectRoot, setup.createProgress());
  const aws = join(setup.layout(projectRoot).venv, 'bin', 'aws');
  const helper = `credential.helper=!'${aws}' codecommit credential-helper $@`;
  return { remote, login: [...login, '-c', helper, '-c', 'credential.UseHttpPath=true'] };
}
