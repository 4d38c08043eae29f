/** A workload for interpreters, once in JSONata and once in JSONPath without expressions where it can do without. */
export interface Shape {
  readonly name: string;
  readonly jsonata: object;
  readonly jsonPath: object;
  readonly input: unknown;
}

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
    jsonata: machine({ Output: '{% $states.input + 1 %}' }, { Items: '{% $states.input %}' }),
    jsonPath: machine({}, {}),
    input: Array.from({ length: iterations }, (_, index) => index),
  };
}

/** A loop of Pass and Choice with so many state transitions; four events of history for each two of them. */
export function chainShape(transitions: number): Shape {
  const loops = transitions / 2;
  const machine = (pass: object, choice: object) => ({
    StartAt: 'Add',
    States: {
      Add: { Type: 'Pass', ...pass, Next: 'More' },
      More: { Type: 'Choice', Choices: [{ ...choice, Next: 'Add' }], Default: 'Done' },
      Done: { Type: 'Succeed' },
    },
  });
  return {
    name: `chain of ${transitions.toLocaleString('en')} transitions`,
    jsonata: machine(
      { Output: "{% {'n': $states.input.n + 1} %}" },
      { Condition: `{% $states.input.n < ${loops} %}` },
    ),
    jsonPath: machine(
      { Parameters: { 'n.$': 'States.MathAdd($.n, 1)' } },
      { Variable: '$.n', NumericLessThan: loops },
    ),
    input: { n: 0 },
  };
}
