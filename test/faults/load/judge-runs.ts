import { GetObjectCommand } from '@aws-sdk/client-s3';
import { type Release, releaseBucketName, releaseKeys } from '../../../lib/contract';
import { ACCOUNT } from '../../bench/world/paths';
import type { TableWorld } from '../table/table-world';
import type { EndedRun, LoadRuns } from './load-runs';
import type { LoadVersion } from './load-versions';
import type { Fate } from './sightings';

/** Whether a run is about a version. */
function isOf({ package: name, version }: LoadVersion): (run: EndedRun) => boolean {
  return (run) => run.package === name && run.version === version;
}

/** One run publishes; the others find it published or being published. What is broken is rolled back. */
export function judgeEnds(one: LoadVersion, all: readonly EndedRun[]): string[] {
  const wanted = one.failure ? 'PublishRolledBack' : 'Published';
  const others = one.failure ? [] : ['AlreadyPublished', 'PublishInProgress'];
  const own = all.filter(isOf(one));
  const problems = own
    .filter(({ outcome }) => outcome !== wanted && !others.includes(outcome))
    .map(({ arn, outcome, cause }) => `P1: ${arn} ended as ${outcome}: ${cause.slice(0, 500)}`);
  const count = own.filter(({ outcome }) => outcome === wanted).length;
  const name = `${one.package} ${one.version}`;
  if (count !== 1) problems.push(`P6: ${name}: expected one run that ends as ${wanted}, found ${count}`);
  if (!one.failure && !own.some(({ outcome }) => outcome === 'AlreadyPublished'))
    problems.push(`P5: ${name}: expected a run that ends as AlreadyPublished, found none`);
  return problems;
}

/** What became of a version; undefined where nobody got as far as its release. */
export async function fateOf(
  world: TableWorld,
  one: LoadVersion,
  known: { release: Release | undefined; runs: LoadRuns; all: readonly EndedRun[] },
): Promise<Fate | undefined> {
  const release = known.release ?? (await storedRelease(world, one));
  if (release === undefined) return undefined;
  const run = known.all
    .filter(isOf(one))
    .find(({ outcome }) => ['Published', 'PublishRolledBack'].includes(outcome));
  const window = run && (await known.runs.promotion(run.arn));
  return { release, isPublished: run?.outcome === 'Published', ...(window && { window }) };
}

/** The release that the pipeline stored. */
async function storedRelease(world: TableWorld, one: LoadVersion): Promise<Release | undefined> {
  const digest = (await world.ledger(one.version, one.package))['digest']?.S;
  if (digest === undefined) return undefined;
  const Bucket = releaseBucketName('vigilant', ACCOUNT, world.regions[0] as string);
  const command = new GetObjectCommand({ Bucket, Key: releaseKeys({ ...one, digest }).manifest });
  const { Body } = await world.clients.s3.send(command);
  return JSON.parse((await Body?.transformToString()) ?? '');
}
