import { resolve } from 'node:path';
import { findModelDirectory } from '../../lib/local/http/model/find-model-directory';
import { createServiceModels } from '../../lib/local/http/model/service-models';
import type { Lab } from './run-schedule';
import { loadWorkflow } from './world/workflow-definition';

/** Loads what schedules run on: the workflow as the app deploys it, and AWS's service models. */
export function openLab(environment: Readonly<Record<string, string | undefined>>): Lab {
  const models = createServiceModels(findModelDirectory(resolve(__dirname, '../..'), environment));
  return { workflow: loadWorkflow(), models };
}
