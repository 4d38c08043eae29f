import { join } from 'node:path';
import { findModelDirectory } from '../../../lib/local/http/model/find-model-directory';
import { createServiceModels } from '../../../lib/local/http/model/service-models';

/** Folder of AWS's service models. */
export const MODEL_DIRECTORY = findModelDirectory(join(__dirname, '../../..'), process.env);

/** AWS's service models, shared by the tests of a file: reading one takes a while. */
export const MODELS = createServiceModels(MODEL_DIRECTORY);
