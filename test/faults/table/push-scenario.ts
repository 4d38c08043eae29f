import { setTimeout as delay } from 'node:timers/promises';
import {
  ListPipelineExecutionsCommand,
  type PipelineExecutionSummary,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { type Release, releaseBucketName } from '../../../lib/contract';
import { ACCOUNT, ROOT } from '../../bench/world/paths';
import { pushSample } from '../../iam-mutate/push-sample';
import { isSame } from '../checks/region-reader';
import { executionsAbout } from './check-one-at-a-time';
import type { Scenario } from './scenarios';
import { NAMES, PACKAGE, type TableWorld } from './table-world';
import { wholeOf } from './watch';

/** Real time after which a push that has started nothing will start nothing any more. */
const UNTIL_GIVEN_UP_MS = 40_000;
const LOOK_MS = 300;
/** A second apart: longer than a runtime that was killed takes to be there again. */
const PUSHES = 40;

/**
 * A push of a version of the package, through the whole pipeline. A stage that fails is not tried again by anybody, so
 * most faults end the push; then a person releases the same change once more, and that must publish it.
 */
export const push: Scenario = {
  name: 'push',
  before: 'nothing',
  publishes: false,
  alone: true,
  recovers: false,
  async run(world, { version }, begin) {
    const remote = `${world.runtime.url}/git-codecommit.${world.regions[0]}.amazonaws.com/v1/repos/python-package`;
    await begin();
    const commit = await pushSample({
      ...{ projectRoot: ROOT, remote, branch: 'main', version, name: PACKAGE },
      attempts: PUSHES,
    });
    await pipelineEnd(world, commit);
    const run = (await world.until('the executions', () => executionsAbout(world, version))).at(-1);
    // A pipeline that has no answer to its start fails, and the run goes on.
    if (run !== undefined) await world.end(run);
    return run;
  },
  async built(world, made) {
    return (
      (await releaseIn(world, made.version, (key) => !key.includes(made.digest))) ?? { ...made, assets: [] }
    );
  },
  async again(world, { version, digest, assets }) {
    const status = await releaseAgain(world);
    const problems = status === 'Succeeded' ? [] : [`the same change once more ended as ${status}`];
    const recorded = (await world.ledger(version))['digest']?.S ?? 'none';
    if (assets.length > 0 && recorded !== digest)
      problems.push(`P5: the same change was built as ${digest} and then as ${recorded}`);
    const release = await releaseIn(world, version, (key) => key.includes(recorded));
    for (const region of world.regions) {
      const now = await world.reader.download(region, PACKAGE, version);
      if (release === undefined || !isSame(now, wholeOf(release)))
        problems.push(`P1: after the same change once more region ${region} serves ${Object.keys(now)}`);
    }
    return problems;
  },
};

const isOver = (status: string | undefined) => !['InProgress', 'Stopping', undefined].includes(status);

async function executions({ clients }: TableWorld): Promise<readonly PipelineExecutionSummary[]> {
  const command = new ListPipelineExecutionsCommand({ pipelineName: NAMES.pipeline });
  return (await clients.codePipeline.send(command)).pipelineExecutionSummaries ?? [];
}

/** Waits until all that the push has started has ended. */
async function pipelineEnd(world: TableWorld, commit: string): Promise<void> {
  const own = async () =>
    (await executions(world)).filter(
      ({ sourceRevisions = [], status }) =>
        sourceRevisions.some(({ revisionId }) => revisionId === commit) || !isOver(status),
    );
  for (const end = Date.now() + UNTIL_GIVEN_UP_MS; Date.now() < end; await delay(LOOK_MS))
    if ((await world.until('the pipeline', own)).length > 0) break;
  await world.until(`the pipeline to end for ${commit}`, async () =>
    (await own()).every(({ status }) => isOver(status)) ? true : undefined,
  );
}

/** Releases the branch's newest commit, and gives the status in which the pipeline ended. */
async function releaseAgain(world: TableWorld): Promise<string | undefined> {
  const { pipelineExecutionId: id } = await world.until('the pipeline', () =>
    world.clients.codePipeline.send(new StartPipelineExecutionCommand({ name: NAMES.pipeline })),
  );
  const ended = await world.until('the pipeline to end once more', async () =>
    (await executions(world)).find(
      ({ pipelineExecutionId, status }) => pipelineExecutionId === id && isOver(status),
    ),
  );
  return ended.status;
}

/** The stored release of a version whose manifest has a certain key; undefined where none is stored that can be read. */
async function releaseIn(
  { clients, regions }: TableWorld,
  version: string,
  isWanted: (key: string) => boolean,
): Promise<Release | undefined> {
  const Bucket = releaseBucketName('vigilant', ACCOUNT, regions[0] as string);
  const list = new ListObjectsV2Command({ Bucket, Prefix: `${PACKAGE}/${version}/` });
  const { Contents = [] } = await clients.s3.send(list);
  const Key = Contents.map((object) => object.Key ?? '').find(
    (key) => key.endsWith('/release.json') && isWanted(key),
  );
  if (Key === undefined) return undefined;
  const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket, Key }));
  try {
    return JSON.parse((await Body?.transformToString()) ?? '');
  } catch {
    // Other bytes were stored: nothing can be published from them.
    return undefined;
  }
}
