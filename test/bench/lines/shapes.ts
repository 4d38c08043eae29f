/** A workload for interpreters, in each of the languages that they know. */
export interface Shape {
  readonly name: string;
  /** An expression in each state. */
  readonly jsonata: object;
  /** Without expressions where it can do without. */
  readonly plain: object;
  /** JSONPath with the same expressions, as intrinsic functions: for what knows no JSONata. */
  readonly intrinsic: object;
  readonly input: unknown;
}

/** What a Pass state does: it counts. */
const ADD = {
  jsonata: { Output: "{% {'n': $states.input.n + 1} %}" },
  plain: {},
  intrinsic: { Parameters: { 'n.$': 'States.MathAdd($.n, 1)' } },
} as const;

/** A Map of so many iterations, each of three Pass states. */
export function mapShape(iterations: number): Shape {
  const machine = (pass: object, map: object) => ({
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        ...map,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'INLINE' },
          StartAt: 'A',
          States: {
            A: { Type: 'Pass', ...pass, Next: 'B' },
            B: { Type: 'Pass', ...pass, Next: 'C' },
            C: { Type: 'Pass', ...pass, End: true },
          },
        },
        End: true,
      },
    },
  });
  return {
    name: `Map of ${iterations.toLocaleString('en')} × 3 Pass`,
    jsonata: machine(ADD.jsonata, { Items: '{% $states.input %}' }),
    plain: machine(ADD.plain, {}),
    intrinsic: machine(ADD.intrinsic, {}),
    input: Array.from({ length: iterations }, (_, n) => ({ n })),
  };
}

/** So many Pass states, one after the other: two events of history for each. */
export function chainShape(states: number): Shape {
  const machine = (pass: object) => ({
    StartAt: '0',
    States: Object.fromEntries(
      Array.from({ length: states }, (_, index) => [
        String(index),
        {
          Type: 'Pass',
          ...pass,
          ...(index === states - 1 ? { End: true } : { Next: String(index + 1) }),
        },
      ]),
    ),
  });
  return {
    name: `chain of ${states.toLocaleString('en')} Pass`,
    jsonata: machine(ADD.jsonata),
    plain: machine(ADD.plain),
    intrinsic: machine(ADD.intrinsic),
    input: { n: 0 },
  };
}

/** A loop of Pass and Choice with so many state transitions; four events of history for each two of them. */
export function loopShape(transitions: number): Shape {
  const loops = transitions / 2;
  const machine = (pass: object, choice: object) => ({
    StartAt: 'Add',
    States: {
      Add: { Type: 'Pass', ...pass, Next: 'More' },
      More: { Type: 'Choice', Choices: [{ ...choice, Next: 'Add' }], Default: 'Done' },
      Done: { Type: 'Succeed' },
    },
  });
  // A loop that does not count does not end.
  const counting = machine(ADD.intrinsic, { Variable: '$.n', NumericLessThan: loops });
  return {
    name: `loop of ${transitions.toLocaleString('en')} transitions`,
    jsonata: machine(ADD.jsonata, { Condition: `{% $states.input.n < ${loops} %}` }),
    plain: counting,
    intrinsic: counting,
    input: { n: 0 },
  };
}
