import { parseArgs } from 'node:util';
import { matchesWildcards } from '../policy/wildcards';
import { judge } from './judge';
import { type LabelledAssembly, labelledAssembly } from './labelled-assembly';
import { type Mutation, mutationsOf } from './mutation';
import { stalePatterns } from './not-exercised';
import { Recorder } from './recorder';
import { METHOD, type Row, rowOf, runRow, table } from './report';
import { runFlows } from './run-flows';

const USAGE = `npm run iam:mutate -- [--json] [--assembly DIR] [--set KEY=VALUE …] [--run PATTERN …]

Removes one statement, then one action, then one resource at a time from the policies of the synthesized app, and tells
what fails without it.

  --json            the table as JSON
  --assembly DIR    a cloud assembly instead of a fresh one
  --set KEY=VALUE   a setting on top of cdk.json: --set approval=true
  --run PATTERN     run the real flows for each mutation whose id fits (* is any text), instead of re-evaluating the
                    requests of an unmutated run; about five minutes for a mutation that nothing notices
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
  const { projectRoot } = options;
  const assembly = await labelledAssembly({
    projectRoot,
    assembly: values.assembly,
    settings: values.set,
  });
  try {
    const mutations = mutationsOf(assembly.statements);
    const { rows, problems } =
      values.run.length > 0
        ? await runEach({ ...options, assembly }, chosen(mutations, values.run))
        : await reevaluate({ ...options, assembly }, mutations);
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
}

interface Outcome {
  readonly rows: readonly Row[];
  /** What keeps the table from being a proof. */
  readonly problems: readonly string[];
}

async function reevaluate(work: Work, mutations: readonly Mutation[]): Promise<Outcome> {
  const recorder = new Recorder();
  work.log('Running every flow with the policies as they are');
  const result = await runFlows({
    ...work,
    journal: recorder.journal,
    entering: (flow) => recorder.enter(flow.name, flow),
  });
  const recorded = recorder.decisions();
  const refused = recorded.filter(({ answer, probe }) => !answer.allowed && !probe);
  const rows = mutations.map((mutation) => rowOf(mutation, judge(mutation, recorded)));
  const stale = stalePatterns(rows.filter(({ verdict }) => verdict === 'listed').map((row) => row.mutation));
  return {
    rows,
    problems: [
      ...(result.passed ? [] : [`the unmutated policies do not pass: ${result.failure}`]),
      ...refused.map(
        ({ flow, principal, question: { request } }) =>
          `refused with the unmutated policies: ${principal.arn} ${request.action} on ${request.resource} (${flow})`,
      ),
      ...stale.map((pattern) => `not-exercised.json: ${pattern} is about nothing that was left unexercised`),
    ],
  };
}

function chosen(mutations: readonly Mutation[], patterns: readonly string[]): readonly Mutation[] {
  const found = mutations.filter(({ id }) => patterns.some((pattern) => matchesWildcards(pattern, id)));
  if (found.length > 0) return found;
  throw new Error(
    `--run ${patterns.join(' --run ')}: expected a pattern that fits a mutation, such as ${mutations[0]?.id}; ` +
      'run without --run to see them all',
  );
}

async function runEach(work: Work, mutations: readonly Mutation[]): Promise<Outcome> {
  const rows: Row[] = [];
  for (const mutation of mutations) {
    work.log(`Running the flows without ${mutation.id}`);
    const result = await work.assembly.withMutation(mutation, () => runFlows(work));
    rows.push(runRow(mutation, result));
  }
  return { rows, problems: [] };
}
