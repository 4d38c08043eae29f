import { createClients } from '../../../lib/cli/clients';
import type { Target } from '../../../lib/cli/target';
import { type Config, parseConfig } from '../../../lib/config';

/** A deployment in an account of AWS whose clients are to be mocked. */
export function fakeTarget(config: Config = parseConfig({ vigilant: {} })): Target {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return {
    config,
    clients: createClients({ region: config.primaryRegion, credentials }),
    account: '123456789012',
    stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:vigilant-publish',
    ledgerTable: 'vigilant-ledger',
    releaseBucket: 'vigilant-releases-123456789012-us-east-1',
    pipeline: 'vigilant',
  } as Target;
}
