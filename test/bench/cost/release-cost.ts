import type { ReleaseRecord } from '../figures/record-release';
import { PRICES, type Priced } from './prices';
import { TIME_MODEL as T } from './time-model';

/** What one release takes on AWS, computed. */
export interface ReleaseCost {
  readonly regions: number;
  readonly transitions: number;
  readonly lambdaGigabyteSeconds: number;
  readonly codeBuildSeconds: number;
  readonly requests: number;
  readonly pipelineMinutes: number;
  readonly dollars: number;
  /** Seconds from the push to the last region. */
  readonly seconds: number;
}

type Amounts = Partial<Record<Priced, number>>;

/** Memory of a handler in GB, as `lib/constructs/handler-function.ts` sets it. */
const HANDLER_GIGABYTES = 0.5;

/** Our release: counts are those of a recorded run, seconds those of the time model. `bytes` are all its assets. */
export function ourCost(record: ReleaseRecord, bytes: number): ReleaseCost {
  const { regions, requests, transitions } = record;
  const upload = bytes / T.uploadBytesPerSecond;
  const job = T.publishCpu + upload;
  const invocations = requests['lambda:Invoke'] ?? 0;
  // In the worst case one environment for each iteration of a Map that runs at once starts cold, of inspect and of promote.
  const gigabyteSeconds = HANDLER_GIGABYTES * (invocations * T.handler + (1 + 2 * regions) * T.cold);
  const workflow = 3 * (T.handler + T.cold) + T.handler + T.lambdaStart + job;
  const actions = [5, T.build, 5, workflow];
  const pipelineMinutes = minutes(actions);
  const codeArtifact = sumOf(requests, (name) => /^(codeartifact|pypi):/.test(name));
  const amounts: Amounts = {
    transition: transitions,
    lambdaSecond: gigabyteSeconds,
    lambdaRequest: invocations,
    buildMinuteSmall: Math.ceil(T.build / 60),
    buildSecondLambda: regions * Math.ceil(T.lambdaStart + job),
    pipelineMinute: pipelineMinutes,
    codeArtifactRequest: codeArtifact,
    s3Get: (requests['s3:GetObject'] ?? 0) + 4,
    s3Put: 4,
    ledgerWrite: requests['dynamodb:UpdateItem'] ?? 0,
    event: requests['events:PutEvents'] ?? 0,
  };
  return {
    regions,
    transitions,
    lambdaGigabyteSeconds: gigabyteSeconds,
    codeBuildSeconds: T.build + regions * (T.lambdaStart + job),
    requests: sumOf(requests, () => true),
    pipelineMinutes,
    dollars: priceOf(amounts),
    seconds: actions.reduce((sum, one) => sum + one, 0) + actions.length * T.pipelineStep,
  };
}

/**
 * The sample's release: its pipeline has a source, a build and one publish action per region, each a job on
 * general1.small that installs the AWS CLI and twine first. Requests of a job: GetCallerIdentity,
 * GetAuthorizationToken and GetRepositoryEndpoint of `login`, one upload per asset, one GET for its source.
 * It has no survey, no verification, no staging and no way back, so fewer requests are not the better deal.
 */
export function sampleCost(
  regions: number,
  { bytes, assets }: { bytes: number; assets: number },
): ReleaseCost {
  const upload = bytes / T.uploadBytesPerSecond;
  const job = T.ec2Start + T.sampleCliInstall + T.sampleTwineInstall + T.samplePublish + upload;
  const publishActions = Array.from({ length: regions }, () => job);
  const pipelineMinutes = minutes([5, T.build, ...publishActions]);
  const amounts: Amounts = {
    buildMinuteSmall: Math.ceil(T.build / 60) + regions * Math.ceil(job / 60),
    pipelineMinute: pipelineMinutes,
    codeArtifactRequest: regions * (2 + assets),
    s3Get: regions + 1,
    s3Put: 2,
  };
  return {
    regions,
    transitions: 0,
    lambdaGigabyteSeconds: 0,
    codeBuildSeconds: T.build + regions * job,
    requests: regions * (4 + assets),
    pipelineMinutes,
    dollars: priceOf(amounts),
    seconds: 5 + T.build + job + 3 * T.pipelineStep,
  };
}

function minutes(actions: readonly number[]): number {
  return actions.reduce((sum, seconds) => sum + Math.ceil(seconds / 60), 0);
}

function sumOf(requests: Readonly<Record<string, number>>, wanted: (name: string) => boolean): number {
  return Object.entries(requests).reduce((sum, [name, count]) => sum + (wanted(name) ? count : 0), 0);
}

function priceOf(amounts: Amounts): number {
  return Object.entries(amounts).reduce(
    (sum, [name, count]) => sum + count * PRICES[name as Priced].dollars,
    0,
  );
}
