import { leaves } from '../../../lib/cli/command-tree';
import { pathOf } from '../../../lib/cli/help';
import { jsonSchema, SCHEMAS } from '../../../lib/cli/json/schemas';
import { createProgram } from '../../../lib/cli/main';
import { testContext } from '../test-context';
import { checkJson } from './check-json';

const commands = Object.keys(SCHEMAS) as (keyof typeof SCHEMAS)[];

test('every command with --json has a schema, and no other', () => {
  const printing = leaves(createProgram(testContext().context)).filter((command) =>
    command.options.some(({ long }) => long === '--json'),
  );
  // An option that changes what is printed has one besides.
  const plain = commands.filter((name) => !name.includes(' --'));
  expect(printing.map((command) => pathOf(command).join(' ')).sort()).toEqual([...plain].sort());
});

test.each(commands)(
  '"vigilant schema %s" prints a JSON Schema that tells members and which are required',
  async (name) => {
    const { code, out } = await testContext().command('schema', ...name.split(' '));
    expect(code).toBe(0);
    const schema = JSON.parse(out);
    expect(schema).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' });
    expect(schema.title).toBe(`vigilant ${name} --json`);
    expect(schema.required.length).toBeGreaterThan(0);
    // Later versions may add members, so a reader must not refuse them.
    expect(schema.additionalProperties).not.toBe(false);
  },
);

test('without a command, those that print JSON are named; one that prints none is refused', async () => {
  expect((await testContext().command('schema')).out.split('\n')).toEqual(commands);
  expect(await testContext().command('schema', 'env')).toMatchObject({
    code: 2,
    notes: expect.stringContaining('"env" prints no JSON'),
  });
});

test('the check that all tests with --json go through finds members that are wrong or undocumented', () => {
  const good = { region: 'us-east-1', url: 'https://index/' };
  checkJson(['index-url', '--json'], JSON.stringify(good));
  expect(() => checkJson(['index-url', '--json'], JSON.stringify({ ...good, more: 1 }))).toThrow();
  expect(() => checkJson(['index-url', '--json'], JSON.stringify({ region: 1 }))).toThrow();
});

test('a schema describes a run down to its failures', () => {
  const text = JSON.stringify(jsonSchema('show'));
  for (const member of ['"failures"', '"outcome"', '"cause"', '"builds"']) expect(text).toContain(member);
});
