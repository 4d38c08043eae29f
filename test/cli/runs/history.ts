import type { HistoryEvent } from '@aws-sdk/client-sfn';

/** Writes an execution history event by event, with the ids and the chain that Step Functions gives them. */
export class History {
  readonly events: HistoryEvent[] = [];

  /** Adds an event after `previous` and gives its id. Each event is a second later than the one before. */
  add(type: string, previous: number, details: Partial<HistoryEvent> = {}): number {
    const id = this.events.length + 1;
    this.events.push({
      id,
      previousEventId: previous,
      type: type as HistoryEvent['type'],
      timestamp: new Date(Date.UTC(2026, 0, 1, 0, 0, id)),
      ...details,
    });
    return id;
  }

  entered(type: string, name: string, previous: number, input: unknown = {}): number {
    const stateEnteredEventDetails = { name, input: JSON.stringify(input) };
    return this.add(`${type}StateEntered`, previous, { stateEnteredEventDetails });
  }

  exited(type: string, name: string, previous: number, output: unknown = {}): number {
    const stateExitedEventDetails = { name, output: JSON.stringify(output) };
    return this.add(`${type}StateExited`, previous, { stateExitedEventDetails });
  }

  scheduled(previous: number): number {
    const taskScheduledEventDetails = {
      resourceType: 'codebuild',
      resource: 'startBuild.sync',
      region: 'us-east-1',
      parameters: '{}',
    };
    return this.add('TaskScheduled', previous, { taskScheduledEventDetails });
  }

  submitted(build: string, previous: number): number {
    const output = JSON.stringify({ Build: { Id: build } });
    const taskSubmittedEventDetails = { resourceType: 'codebuild', resource: 'startBuild.sync', output };
    return this.add('TaskSubmitted', previous, { taskSubmittedEventDetails });
  }

  failed(error: string, cause: unknown, previous: number): number {
    const taskFailedEventDetails = {
      resourceType: 'codebuild',
      resource: 'startBuild.sync',
      error,
      cause: JSON.stringify(cause),
    };
    return this.add('TaskFailed', previous, { taskFailedEventDetails });
  }
}

/**
 * A run in two regions: both surveyed; in the first the job succeeds, in the second it fails twice; both retracted,
 * the first cannot be. Events of the regions are interleaved, as they are when iterations run side by side.
 */
export function rolledBackHistory(): HistoryEvent[] {
  const h = new History();
  const start = h.add('ExecutionStarted', 0);
  const map = h.entered('Map', 'PublishRegions', start);
  const started = h.add('MapStateStarted', map);
  const iterations = ['us-east-1', 'eu-west-1'].map((region, index) => {
    const iteration = h.add('MapIterationStarted', started, {
      mapIterationStartedEventDetails: { name: 'PublishRegions', index },
    });
    return h.entered('Task', 'PublishJob', iteration, { region });
  });
  let [first, second] = iterations as [number, number];
  first = h.scheduled(first);
  second = h.scheduled(second);
  first = h.submitted('publish:1', first);
  second = h.submitted('publish:2', second);
  second = h.failed('States.TaskFailed', { BuildStatus: 'FAILED', Id: 'publish:2' }, second);
  first = h.exited('Task', 'PublishJob', first, { region: 'us-east-1' });
  first = h.entered('Task', 'VerifyStaged', first, { region: 'us-east-1' });
  second = h.scheduled(second);
  second = h.submitted('publish:3', second);
  first = h.exited('Task', 'VerifyStaged', h.add('TaskSucceeded', h.scheduled(first)), {
    region: 'us-east-1',
    outcome: 'staged',
  });
  second = h.failed('States.TaskFailed', { BuildStatus: 'FAILED', Id: 'publish:3' }, second);
  second = h.exited('Task', 'PublishJob', second, {
    region: 'eu-west-1',
    outcome: 'failed',
    error: 'States.TaskFailed',
    cause: 'publish job FAILED: publish:3',
  });
  second = h.entered('Pass', 'StagingFailed', second, { region: 'eu-west-1' });
  second = h.exited('Pass', 'StagingFailed', second, {
    region: 'eu-west-1',
    outcome: 'failed',
    error: 'States.TaskFailed',
    cause: 'publish job FAILED: publish:3',
  });
  h.add('MapIterationSucceeded', first, {
    mapIterationSucceededEventDetails: { name: 'PublishRegions', index: 0 },
  });
  const last = h.add('MapIterationSucceeded', second, {
    mapIterationSucceededEventDetails: { name: 'PublishRegions', index: 1 },
  });
  const done = h.exited('Map', 'PublishRegions', h.add('MapStateSucceeded', last));
  const choice = h.exited('Choice', 'AllStaged', h.entered('Choice', 'AllStaged', done));
  const fail = h.entered('Fail', 'PublishRolledBack', choice);
  h.add('ExecutionFailed', fail, {
    executionFailedEventDetails: { error: 'PublishRolledBack', cause: ROLLED_BACK_CAUSE },
  });
  return h.events;
}

/** Cause of that run. */
export const ROLLED_BACK_CAUSE = JSON.stringify({
  message:
    'rolled back in every region, because of eu-west-1 (States.TaskFailed: publish job FAILED: publish:3)',
  regions: [{ region: 'eu-west-1', error: 'States.TaskFailed', cause: 'publish job FAILED: publish:3' }],
  retracted: [{ region: 'us-east-1', outcome: 'retracted', removedFrom: ['staging'] }],
});

/** What DescribeExecution says of that run. */
export const ROLLED_BACK_EXECUTION = {
  $metadata: {},
  executionArn: 'arn:aws:states:us-east-1:000000000000:execution:vigilant-publish:one',
  stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:vigilant-publish',
  name: 'one',
  status: 'FAILED' as const,
  startDate: new Date(Date.UTC(2026, 0, 1)),
  stopDate: new Date(Date.UTC(2026, 0, 1, 0, 1)),
  input: JSON.stringify({ package: 'wordcount', version: '1.0.0' }),
  error: 'PublishRolledBack',
  cause: ROLLED_BACK_CAUSE,
};
