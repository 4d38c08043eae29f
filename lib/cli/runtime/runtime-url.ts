import type { CliContext } from '../context';
import { isHealthy } from './runtime-api';
import { requireRuntime } from './runtime-file';
import { stateDirectory } from './state-directory';

/** Address of the runtime: the one that `--state` names, the one this shell points at, or the project's own. */
export async function runtimeUrl(context: CliContext, state: string | undefined): Promise<string> {
  const pointedAt = context.env['AWS_ENDPOINT_URL'];
  if (state === undefined && pointedAt && (await isHealthy(pointedAt))) return pointedAt;
  return (await requireRuntime(stateDirectory(context, state))).url;
}
