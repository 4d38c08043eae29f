import type { Decision } from '../../lib/local/iam/journal';
import { parsePolicy } from '../../lib/local/iam/policy/parse-policy';
import type { Flow } from './flow';
import type { Judgement } from './judge';
import { mutationsOf } from './mutation';
import { type ProofOptions, prove } from './prove';
import type { TrialResult } from './trial';

const ROLE = 'arn:aws:iam::000000000000:role/worker';
const [mutation] = mutationsOf([
  {
    ...{ label: 'M0001', stack: 's', owner: 'worker', kind: 'identity', sid: 'Read', effect: 'Allow' },
    actions: ['s3:GetObject'],
    resources: ['*'],
  } as const,
]) as [ReturnType<typeof mutationsOf>[number]];

/** A call that only the grant allows. */
const refused: Decision = {
  principal: { arn: ROLE, roleArn: ROLE, account: '000000000000' },
  question: {
    request: {
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::b/k',
      caller: { account: '000000000000', arns: [ROLE] },
      context: new Map(),
    },
    identity: [
      parsePolicy(
        { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] },
        'identity-based',
        'role',
      ),
    ],
  },
  answer: { allowed: false, reason: 'no-allow', policies: 'identity-based' },
};

const needed = (...flows: string[]): Judgement => ({ verdict: 'needed', changed: 1, example: 'e', flows });

/** Runs flows that end as told; keeps which ones ran. */
function trialOf(
  ends: Record<string, Omit<TrialResult, 'flow' | 'seconds'>>,
  seconds: Record<string, number>,
) {
  const ran: string[] = [];
  const flows: Flow[] = Object.keys(ends).map((name) => ({ name, probe: false, run: async () => undefined }));
  const options: ProofOptions = {
    seconds: new Map(Object.entries(seconds)),
    trial: {
      flows,
      runWithout: async (_, { name }) => {
        ran.push(name);
        return { flow: name, seconds: 1, ...ends[name] };
      },
    },
    // Only a deployment of its own would need them.
    assembly: undefined as never,
    projectRoot: '',
  };
  return { options, ran };
}

test('the quickest flow that fails for want of the grant is the proof', async () => {
  const { options, ran } = trialOf(
    { slow: { failure: 'x', changed: refused }, quick: { failure: 'no file', changed: refused } },
    { slow: 60, quick: 2 },
  );
  expect(await prove(mutation, needed('slow', 'quick'), options)).toEqual({
    mutation: 's/worker/Read',
    removes: 'statement',
    effect: 'Allow',
    verdict: 'needed',
    method: 'run',
    fails: 'quick: no file (worker could not s3:GetObject on arn:aws:s3:::b/k)',
    flows: ['quick'],
  });
  expect(ran).toEqual(['quick']);
});

test('a flow that does not notice is no proof, and the next one is asked', async () => {
  const { options, ran } = trialOf(
    { quick: { changed: refused }, slow: { failure: 'x', changed: refused } },
    { quick: 1, slow: 2 },
  );
  expect(await prove(mutation, needed('quick', 'slow'), options)).toMatchObject({
    verdict: 'needed',
    flows: ['slow'],
  });
  expect(ran).toEqual(['quick', 'slow']);
});

test('a grant that no flow misses is unused, whatever the recorded calls say', async () => {
  const { options } = trialOf({ quick: { changed: refused } }, {});
  expect(await prove(mutation, needed('quick'), options)).toMatchObject({
    verdict: 'unused',
    method: 'run',
    reason: 'quick: as it must, worker could not s3:GetObject on arn:aws:s3:::b/k',
  });
});

test('what no recorded call was decided by is not run', async () => {
  const { options, ran } = trialOf({}, {});
  const row = await prove(mutation, { verdict: 'unused', changed: 0, flows: [] }, options);
  expect(row).toMatchObject({ verdict: 'unused', method: 're-evaluated' });
  expect(ran).toEqual([]);
});
