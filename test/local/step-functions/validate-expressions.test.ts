import { validateDefinition } from '../../../lib/local/step-functions/definition/validate-definition';

const findings = (definition: object) =>
  validateDefinition(JSON.stringify(definition)).map(
    ({ severity, message, location }) => `${severity} ${location ?? '-'}: ${message}`,
  );
const machine = (states: Record<string, object>) => ({
  QueryLanguage: 'JSONata',
  StartAt: Object.keys(states)[0],
  States: states,
});
const single = (state: object) => machine({ A: { End: true, ...state } });
const task = (fields: object) =>
  single({ Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:000000000000:function:work', ...fields });

test.each<[string, object, string]>([
  [
    'an expression that cannot be parsed',
    single({ Type: 'Pass', Output: '{% 1 + %}' }),
    'ERROR /States/A/Output: Unexpected end of expression',
  ],
  [
    'an operator that came after JSONata 2.0.6',
    single({ Type: 'Pass', Output: '{% $states.input.a ?? 1 %}' }),
    'ERROR /States/A/Output: The symbol "?" cannot be used as a unary operator',
  ],
  [
    'another one, inside of what selects from a path',
    single({ Type: 'Pass', Output: '{% $states.input[(a?:b) = 1] %}' }),
    'ERROR /States/A/Output: The symbol ":" cannot be used as a unary operator',
  ],
  [
    'a name that nothing assigns',
    single({ Type: 'Pass', Output: { a: '{% $typo %}' } }),
    "WARNING /States/A/Output/a: The variable '$typo' is not assigned before it is used",
  ],
  [
    'a result where there is none',
    single({ Type: 'Pass', Output: '{% $states.result %}' }),
    "ERROR /States/A/Output: Reference to '$states.result' is not supported.",
  ],
  [
    'an error output outside of a catcher',
    task({ Output: '{% $states.errorOutput.Cause %}' }),
    "ERROR /States/A/Output: Reference to '$states.errorOutput' is not supported.",
  ],
  [
    'a name that the context would have to have',
    single({ Type: 'Pass', Output: { v: '{% phone %}' } }),
    "ERROR /States/A/Output/v: Reference to 'phone' at the top level is not supported.",
  ],
  [
    'such a name in the body of a function',
    single({ Type: 'Pass', Output: '{% $map($states.input.a, function($x) { b }) %}' }),
    "ERROR /States/A/Output: Reference to 'b' at the top level is not supported.",
  ],
  [
    'the context itself',
    single({ Type: 'Pass', Output: '{% $$ %}' }),
    "ERROR /States/A/Output: Reference to '$$' is not supported.",
  ],
  [
    'the context at the top level',
    single({ Type: 'Pass', Output: '{% $ %}' }),
    "ERROR /States/A/Output: Reference to '$' is not supported.",
  ],
  [
    'a member of it',
    single({ Type: 'Pass', Output: { v: '{% $.a.b %}' } }),
    "ERROR /States/A/Output/v: Reference to '$' is not supported.",
  ],
  [
    'the context in the body of a function',
    single({ Type: 'Pass', Output: '{% $map($states.input.a, function($x) { $x > $ }) %}' }),
    "ERROR /States/A/Output: Reference to '$' is not supported.",
  ],
  [
    'a task token',
    task({ Arguments: { token: '{% $states.context.Task.Token %}' } }),
    "ERROR /States/A/Arguments/token: the callback pattern, and so '$states.context.Task', is not supported by this local runtime",
  ],
  [
    '$eval',
    single({ Type: 'Pass', Output: "{% $eval('1') %}" }),
    "WARNING /States/A/Output: The function '$eval' is not supported; use '$parse'",
  ],
  [
    'an inner assignment to an outer variable',
    machine({
      A: { Type: 'Pass', Assign: { x: 1 }, Next: 'M' },
      M: {
        Type: 'Map',
        ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass', Assign: { x: 2 }, End: true } } },
        End: true,
      },
    }),
    "ERROR /States/M/ItemProcessor/States/I/Assign/x: The variable 'x' is assigned in an outer scope and cannot be assigned here",
  ],
])('%s is found', (_what, definition, finding) => {
  expect(findings(definition)).toEqual([finding]);
});

test('characters of the later operators are no operators in texts, names, comments, signatures and conditions', () => {
  const expression =
    '{% ($a := "??" & "?:"; $f := function($x, $y)<s?:s>{ $x.`??` }; /* ?? */ $g := $f(?, ?); $a ? $match($a, /a??(?:b)/) : 1) %}';
  expect(findings(single({ Type: 'Pass', Output: expression }))).toEqual([]);
});

test('names that an expression binds itself are not taken for variables', () => {
  const expression =
    '{% ($a := 1; $f := function($b) { $a + $b }; $map($states.input, function($v, $i) { $f($v) + $i })) %}';
  expect(findings(single({ Type: 'Pass', Output: expression }))).toEqual([]);
});

test('names and the context after the first step of a path, and in what selects from it, are sound', () => {
  const expression =
    '{% ($states.input.a[$.b > 1]^($.c).($).(d){e: $sum(f)}; $states.input.items ~> | g | {"h": i} |; $states.input.{"j": k, "l": $}; [1, 2][$ > 1]) %}';
  expect(findings(single({ Type: 'Pass', Output: expression }))).toEqual([]);
});

test.each([
  ['1 +', 'INVALID_JSONATA_EXPRESSION'],
  ['$states.input ?? 1', 'INVALID_JSONATA_EXPRESSION'],
  ['phone', 'UNSUPPORTED_JSONATA_EXPRESSION'],
  ['$$.a', 'UNSUPPORTED_JSONATA_EXPRESSION'],
  ['$states.result', 'UNSUPPORTED_JSONATA_EXPRESSION'],
])('the expression %s is refused with the code %s', (expression, code) => {
  const definition = JSON.stringify(single({ Type: 'Pass', Output: `{% ${expression} %}` }));
  expect(validateDefinition(definition).map((found) => found.code)).toEqual([code]);
});

test.each(['{% 1 + 1', '1 %}', '{% 1 %} ', ' {% 1 %}', '{%', '%}', '{%}'])(
  'half an expression is refused: %j',
  (Output) => {
    const message = "An expression must begin with '{%' and end with '%}', with nothing around";
    expect(findings(single({ Type: 'Pass', Output: [Output] }))).toEqual([
      `ERROR /States/A/Output[0]: ${message}`,
    ]);
  },
);

test('a comment is no expression', () => {
  expect(findings(single({ Type: 'Pass', Comment: 'up to 5 %}' }))).toEqual([]);
});
