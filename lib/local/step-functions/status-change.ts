import type { BusEvent } from '../events/event-bus';
import type { ExecutionRecord } from './engine/records';

/** Most bytes of input and output, escaped, that an event carries. */
const DATA_LIMIT = 248 * 1024;

/**
 * The event "Step Functions Execution Status Change" (user guide, "Automating Step Functions event delivery with
 * EventBridge"). Input, then output, are left out where they would not fit.
 */
export function announcement(record: ExecutionRecord): BusEvent {
  const outputSize = escapedSize(record.output);
  const hasOutput = outputSize <= DATA_LIMIT;
  const hasInput = escapedSize(record.input) + (hasOutput ? outputSize : 0) <= DATA_LIMIT;
  return {
    source: 'aws.states',
    'detail-type': 'Step Functions Execution Status Change',
    region: record.region,
    account: record.account,
    resources: [record.arn],
    detail: {
      executionArn: record.arn,
      stateMachineArn: record.stateMachineArn,
      name: record.name,
      status: record.status,
      startDate: record.startDate,
      stopDate: record.stopDate ?? null,
      input: hasInput ? record.input : null,
      output: hasOutput ? (record.output ?? null) : null,
      stateMachineVersionArn: null,
      stateMachineAliasArn: null,
      redriveCount: 0,
      redriveDate: null,
      redriveStatus: redrive(record).status,
      redriveStatusReason: redrive(record).reason ?? null,
      inputDetails: { included: hasInput },
      outputDetails: record.output === undefined ? null : { included: hasOutput },
      error: record.error ?? null,
      cause: record.cause ?? null,
    },
  };
}

/** Whether the service would let the execution be redriven, and why not, worded as recorded. */
export function redrive(record: ExecutionRecord): { status: string; reason?: string } {
  if (record.status === 'RUNNING' || record.status === 'SUCCEEDED')
    return { status: 'NOT_REDRIVABLE', reason: `Execution is ${record.status} and cannot be redriven` };
  return { status: 'REDRIVABLE' };
}

function escapedSize(text: string | undefined): number {
  return text === undefined ? 0 : Buffer.byteLength(JSON.stringify(text));
}
