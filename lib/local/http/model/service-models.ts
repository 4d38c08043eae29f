import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ServiceModel } from './service-model';

/** AWS's service models by name, each read from disk when it is first asked for. */
export interface ServiceModels {
  /** @throws Error when the directory has no model of that service. */
  get(service: string): ServiceModel;
}

/**
 * Reads botocore's service models from a directory (`…/site-packages/botocore/data`): the newest API version of
 * `SERVICE/VERSION/service-2.json`, compressed or not.
 */
export function createServiceModels(directory: string): ServiceModels {
  const loaded = new Map<string, ServiceModel>();
  return {
    get(service) {
      let model = loaded.get(service);
      if (!model) {
        model = readModel(directory, service);
        loaded.set(service, model);
      }
      return model;
    },
  };
}

function readModel(directory: string, service: string): ServiceModel {
  const folder = join(directory, service);
  if (!/^[a-z0-9-]+$/.test(service) || !existsSync(folder)) {
    throw new Error(`service models: ${directory} has no folder "${service}"`);
  }
  // API versions are dates, so the last one in order of code points is the newest.
  for (const version of readdirSync(folder).sort().reverse()) {
    const file = join(folder, version, 'service-2.json');
    const text = existsSync(`${file}.gz`)
      ? gunzipSync(readFileSync(`${file}.gz`))
      : existsSync(file)
        ? readFileSync(file)
        : undefined;
    if (text) {
      const { metadata, operations, shapes } = JSON.parse(text.toString('utf8'));
      return new ServiceModel(service, metadata, operations, shapes);
    }
  }
  throw new Error(
    `service models: expected ${folder}/VERSION/service-2.json or service-2.json.gz, found none`,
  );
}
