import { join } from 'node:path';
import type { AssetCatalog } from '../assembly/asset-catalog';
import type { Clock } from '../clock';
import { createCodeArtifact } from '../codeartifact/codeartifact';
import type { Quirks } from '../codeartifact/context';
import { createCodeBuild } from '../codebuild/codebuild';
import { createCodeCommit } from '../codecommit/codecommit';
import { createCodePipeline } from '../codepipeline/codepipeline';
import { createDynamoDb } from '../dynamodb/create-dynamodb';
import { createEvents } from '../events/events';
import type { Faults } from '../http/faults';
import type { ServiceModels } from '../http/model/service-models';
import type { LocalIam } from '../iam/create-iam';
import { keyProvider } from '../kms/key-provider';
import { createLambda } from '../lambda/create-lambda';
import { createLogs } from '../logs/logs';
import { createS3 } from '../s3/create-s3';
import type { Gateway } from '../service';
import { createSns } from '../sns/sns';
import { createStepFunctions } from '../step-functions/create-step-functions';
import { createSts } from '../sts/create-sts';
import type { State } from './open-state';
import type { Part } from './part';

/** What the emulated services work with. */
export interface PartsOptions {
  readonly state: State;
  readonly assets: AssetCatalog;
  readonly iam: LocalIam;
  readonly faults: Faults;
  readonly gateway: Gateway;
  readonly clock: Clock;
  readonly account: string;
  readonly endpoint: () => string;
  readonly projectRoot: string;
  /** PATH on which git, Python and the tools of jobs are found. */
  readonly path: string;
  /** What jobs get of this machine's environment. */
  readonly jobEnvironment: Readonly<Record<string, string>>;
  readonly models: ServiceModels;
  readonly quirks?: Partial<Quirks>;
  readonly log: (message: string) => void;
}

/** Creates every emulated service, in the order in which they are started. */
export function createParts(options: PartsOptions): readonly Part[] {
  const { state, assets, iam, faults, gateway, clock, account, endpoint, projectRoot, path, log } = options;
  const { store, blobs } = state;
  const common = { store, gateway, iam, clock, account, endpoint, log, report: log };
  const logs = createLogs(common);
  const events = createEvents(common);
  const { bus } = events;
  const codeArtifact = createCodeArtifact({ ...common, blobs, faults, bus, quirks: options.quirks });
  const lambda = createLambda({ ...common, assets, logs: logs.sink, projectRoot, path });
  const codebuild = createCodeBuild({
    ...common,
    logs: logs.sink,
    bus,
    image: { path: [join(projectRoot, '.venv', 'bin')] },
    workDirectory: join(state.workDirectory, 'codebuild'),
    hostEnvironment: options.jobEnvironment,
  });
  const codecommit = createCodeCommit({ ...common, bus, gitDirectory: state.gitDirectory, searchPath: path });
  const pipelines = createCodePipeline({
    ...common,
    bus,
    codecommit,
    codebuild,
    workDirectory: join(state.workDirectory, 'codepipeline'),
    ruleOf: (id) => events.deliveries.originOf(id),
  });
  return [
    { providers: [...iam.providers, keyProvider(iam)] },
    createSts({ iam }),
    createS3({ ...common, blobs, assets }),
    createDynamoDb({ account, directory: state.dynamoDbDirectory }),
    logs,
    createSns(common),
    codeArtifact,
    lambda,
    codebuild,
    createStepFunctions({ ...common, bus, models: options.models }),
    pipelines,
    codecommit,
    events,
  ];
}
