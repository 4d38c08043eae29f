import { parseArgs } from 'node:util';
import { matchesWildcards } from '../../lib/local/iam/policy/wildcards';
import { judge } from './judge';
import { type LabelledAssembly, labelledAssembly } from './labelled-assembly';
import { type Mutation, mutationsOf } from './mutation';
import { stalePatterns } from './not-exercised';
import { prove } from './prove';
import type { Recorded } from './recorder';
import { METHOD, type Row, rowOf, table } from './report';
import { Trial } from './trial';

/** What a configuration can add to the policies: a role that asks for approval, and statements for other accounts. */
const EVERY_GRANT = ['approval=true', 'consumerAccounts=["444455556666"]'];

const USAGE = `npm run iam:mutate -- [--json] [--assembly DIR] [--set KEY=VALUE …] [--run PATTERN …]

Removes one statement, then one action, then one resource at a time from the policies of the synthesized app, and tells
what fails without it. The app is that of cdk.json, with an approval and a consumer account.

  --json            the table as JSON
  --assembly DIR    a cloud assembly instead of a fresh one
  --set KEY=VALUE   a further setting on top of cdk.json: --set domain=acme
  --run PATTERN     run flows without each grant whose id fits (* is any text), instead of re-evaluating the requests of
                    an unmutated run, which takes five minutes; --run '*' takes about an hour
`;

/** What a mutation run works with. */
export interface MutateOptions {
  readonly projectRoot: string;
  readonly arguments: readonly string[];
  readonly print: (text: string) => void;
  readonly log: (line: string) => void;
}

/** Runs `npm run iam:mutate`; see {@link METHOD} for what is proved how. Gives the exit code. */
export async function mutate(options: MutateOptions): Promise<number> {
  const { values } = parseArgs({
    args: [...options.arguments],
    options: {
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      assembly: { type: 'string' },
      set: { type: 'string', multiple: true, default: [] },
      run: { type: 'string', multiple: true, default: [] },
    },
  });
  if (values.help) {
    options.print(USAGE);
    return 0;
  }
  const assembly = await labelledAssembly({
    projectRoot: options.projectRoot,
    assembly: values.assembly,
    settings: [...EVERY_GRANT, ...values.set],
  });
  try {
    const { rows, problems } = await tableOf({ ...options, assembly, patterns: values.run });
    const unneeded = rows.filter(({ verdict }) => verdict === 'covered' || verdict === 'unused');
    options.print(
      values.json
        ? `${JSON.stringify({ method: METHOD.join(' '), problems, rows }, null, 2)}\n`
        : `${[table(rows), ...problems].join('\n')}\n`,
    );
    return problems.length + unneeded.length === 0 ? 0 : 1;
  } finally {
    assembly.remove();
  }
}

interface Work extends MutateOptions {
  readonly assembly: LabelledAssembly;
  /** Which mutations to run flows with. */
  readonly patterns: readonly string[];
}

interface Outcome {
  readonly rows: readonly Row[];
  /** What keeps the table from being a proof. */
  readonly problems: readonly string[];
}

async function tableOf(work: Work): Promise<Outcome> {
  const mutations = mutationsOf(work.assembly.statements);
  const wanted = chosen(mutations, work.patterns);
  const trial = await Trial.open(work);
  try {
    work.log('Running every flow with the policies as they are');
    const seconds = new Map<string, number>();
    const problems: string[] = [];
    for (const flow of trial.flows) {
      const { failure, seconds: took } = await trial.run(flow);
      seconds.set(flow.name, took);
      work.log(`  ${flow.name}: ${failure ?? 'as it must'} (${Math.round(took)} s)`);
      if (failure === undefined) continue;
      problems.push(`the unmutated policies do not pass: ${flow.name}: ${failure}`);
      break;
    }
    const recorded = trial.decisions();
    problems.push(...refusals(recorded));
    if (work.patterns.length > 0 && problems.length > 0) return { rows: [], problems };
    const rows: Row[] = [];
    for (const mutation of wanted) {
      const judgement = judge(mutation, recorded);
      if (work.patterns.length === 0) rows.push(rowOf(mutation, judgement));
      else rows.push(await told(work, () => prove(mutation, judgement, { ...work, trial, seconds })));
    }
    if (wanted.length === mutations.length) problems.push(...staleness(rows));
    return { rows, problems };
  } finally {
    await trial.close();
  }
}

async function told(work: Work, run: () => Promise<Row>): Promise<Row> {
  const row = await run();
  work.log(`  ${row.verdict} ${row.mutation}`);
  return row;
}

function refusals(recorded: readonly Recorded[]): string[] {
  return recorded
    .filter(({ answer, probe }) => !answer.allowed && !probe)
    .map(
      ({ flow, principal, question: { request } }) =>
        `refused with the unmutated policies: ${principal.arn} ${request.action} on ${request.resource} (${flow})`,
    );
}

function staleness(rows: readonly Row[]): string[] {
  const listed = rows.filter(({ verdict }) => verdict === 'listed').map((row) => row.mutation);
  return stalePatterns(listed).map(
    (pattern) => `not-exercised.json: ${pattern} is about nothing that was left unexercised`,
  );
}

function chosen(mutations: readonly Mutation[], patterns: readonly string[]): readonly Mutation[] {
  if (patterns.length === 0) return mutations;
  const found = mutations.filter(({ id }) => patterns.some((pattern) => matchesWildcards(pattern, id)));
  if (found.length > 0) return found;
  throw new Error(
    `--run ${patterns.join(' --run ')}: expected a pattern that fits a mutation, such as ${mutations[0]?.id}; ` +
      'run without --run to see them all',
  );
}
