import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CreateRepositoryCommand } from '@aws-sdk/client-codeartifact';
import { BARE_REPOSITORY, bareJob, jobProcesses } from './figures/job-processes';
import { type ReleaseRecord, recordRelease } from './figures/record-release';
import { sizesOf } from './figures/sizes';
import { type InsideWorld, openInsideWorld } from './world/release-world';
import { recordTraffic, type Traffic } from './world/traffic';

let world: InsideWorld;
let traffic: Traffic;
const records: ReleaseRecord[] = [];

beforeAll(async () => {
  world = await openInsideWorld();
  traffic = recordTraffic(world.runtime);
  for (const regions of [1, 3, 13]) records.push(await recordRelease(world, traffic, regions));
});

afterAll(async () => {
  traffic?.end();
  await world?.close();
});

const total = ({ requests }: ReleaseRecord) => Object.values(requests).reduce((sum, one) => sum + one, 0);

test('a release takes at most 12 + 6 state transitions per region', () => {
  for (const { regions, transitions } of records)
    expect({ regions, within: transitions <= 12 + 6 * regions, transitions }).toMatchObject({ within: true });
});

test('each region costs the same three invocations and one job', () => {
  for (const { regions, requests } of records)
    expect(requests).toMatchObject({
      'lambda:Invoke': 1 + 3 * regions,
      'codebuild:StartBuild': regions,
      'codeartifact:GetAuthorizationToken': regions,
      'codeartifact:CopyPackageVersions': regions,
      'pypi:POST': 2 * regions,
      'dynamodb:UpdateItem': 3,
    });
});

test('a release makes at most 6 + 17 requests per region', () => {
  for (const record of records) expect(total(record)).toBeLessThanOrEqual(6 + 17 * record.regions);
});

test('the history stays far below the 25,000 events that end an execution', () => {
  for (const { regions, events } of records) expect(events).toBeLessThanOrEqual(50 + 35 * regions);
});

test('what states hand on stays far below 256 KiB', () => {
  for (const { largestPayload } of records) expect(largestPayload).toBeLessThan(16 * 1024);
});

test('a publish job is one Python and one AWS CLI', async () => {
  const region = 'us-east-1';
  await world.clients
    .codeArtifact(region)
    .send(new CreateRepositoryCommand({ domain: 'vigilant', repository: BARE_REPOSITORY }));
  const job = await bareJob(world, await world.prepare('9.0.0'), region);
  const processes = await jobProcesses(job);
  job.remove();
  expect(processes).toEqual(['python3 publish.py', 'subprocess.Popen aws']);
});

test('the bundle of a release carries at most 3 MB beside the distributions', async () => {
  const { directory, release } = await world.prepare('9.0.1');
  const distributions = release.assets.reduce((sum, { size }) => sum + size, 0);
  expect(statSync(join(directory, 'bundle.zip')).size - distributions).toBeLessThan(3_000_000);
  rmSync(directory, { recursive: true });
});

test('Lambda bundles and templates stay small', () => {
  const { bundles, templates } = sizesOf(join(world.directory, 'cdk.out'));
  expect(Object.keys(bundles).sort()).toEqual(['vigilant-inspect', 'vigilant-promote', 'vigilant-retract']);
  for (const size of Object.values(bundles)) expect(size).toBeLessThan(950_000);
  // CloudFormation takes templates of 1 MB; that of the pipeline holds the state machine.
  const { 'vigilant-pipeline': pipeline, ...regional } = templates;
  expect(pipeline).toBeLessThan(250_000);
  expect(Object.keys(regional)).toHaveLength(13);
  for (const size of Object.values(regional)) expect(size).toBeLessThan(25_000);
});
