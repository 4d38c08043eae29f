/** Fields that a state of each type may have in JSONata (user guide, "Discovering workflow states"). */
const COMMON = ['Type', 'Comment', 'QueryLanguage'];
const FALLIBLE = ['Arguments', 'Retry', 'Catch', 'Assign', 'Output', 'Next', 'End'];
const STEP = ['Assign', 'Output', 'Next', 'End'];
/** The graph of a Map is in one of these; the second is the deprecated name of the first (ASL specification, "Map State"). */
export const PROCESSORS = ['ItemProcessor', 'Iterator'];

export const STATE_FIELDS: Readonly<Record<string, readonly string[]>> = {
  Task: [...COMMON, ...FALLIBLE, 'Resource', 'TimeoutSeconds', 'HeartbeatSeconds', 'Credentials'],
  Wait: [...COMMON, ...STEP, 'Seconds', 'Timestamp'],
  Pass: [...COMMON, ...STEP],
  Succeed: [...COMMON, 'Output'],
  Fail: [...COMMON, 'Error', 'Cause'],
  Choice: [...COMMON, 'Choices', 'Default', 'Assign', 'Output'],
  Parallel: [...COMMON, ...FALLIBLE, 'Branches'],
  Map: [
    ...COMMON,
    ...FALLIBLE.filter((field) => field !== 'Arguments'),
    'Items',
    'ItemSelector',
    'ItemBatcher',
    ...PROCESSORS,
    'MaxConcurrency',
    'ToleratedFailureCount',
    'ToleratedFailurePercentage',
  ],
};

/** Fields of a branch, and of the graph of a Map besides its ProcessorConfig (ASL specification). */
export const GRAPH_FIELDS = ['Comment', 'StartAt', 'States'];

/** Fields of JSONPath, which a JSONata state must not have. */
export const JSONPATH_FIELDS = new Set([
  'InputPath',
  'OutputPath',
  'ResultPath',
  'Parameters',
  'ResultSelector',
  'Result',
  'ItemsPath',
  'MaxConcurrencyPath',
  'ToleratedFailureCountPath',
  'ToleratedFailurePercentagePath',
  'TimeoutSecondsPath',
  'HeartbeatSecondsPath',
  'SecondsPath',
  'TimestampPath',
  'ErrorPath',
  'CausePath',
]);

/** Fields that only the distributed Map has. */
export const DISTRIBUTED_FIELDS = new Set(['ItemReader', 'ResultWriter', 'Label']);
