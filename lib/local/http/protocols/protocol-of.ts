import type { ServiceModel } from '../model/service-model';
import { awsJson } from './aws-json';
import type { Protocol } from './protocol';
import { query } from './query';
import { restJson } from './rest-json';
import { restXml } from './rest-xml';

const PROTOCOLS: Readonly<Record<string, Protocol>> = {
  json: awsJson,
  'rest-json': restJson,
  'rest-xml': restXml,
  query,
};

/** The protocol a service speaks. @throws Error that names a protocol that is not implemented. */
export function protocolOf(model: ServiceModel): Protocol {
  const protocol = PROTOCOLS[model.metadata.protocol];
  if (!protocol) {
    throw new Error(
      `service ${model.name}: its protocol ${model.metadata.protocol} is not implemented; ` +
        `implemented are ${Object.keys(PROTOCOLS).join(', ')}`,
    );
  }
  return protocol;
}
