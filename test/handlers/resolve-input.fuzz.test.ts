import * as fc from 'fast-check';
import { resolveInput } from '../../lib/handlers/resolve-input';

const REGIONS = ['us-east-1', 'eu-west-1'];

/** Texts that a path, an expression, a shell or a prototype could be made of, and others. */
const text = fc.oneof(
  fc.constantFrom(
    '../..',
    '/etc/passwd',
    '{% 1 %}',
    '$(id)',
    'a\u0000b',
    '__proto__',
    '1.0',
    'a',
    'us-east-1',
    'none',
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ minLength: 1000, maxLength: 2000 }),
);
const value = fc.oneof(text, fc.array(text, { maxLength: 4 }), fc.jsonValue(), fc.constant(undefined));
const field = fc.constantFrom(
  ...['package', 'version', 'digest', 'revision', 'regions', 'operation', 'dryRun', 'lockExpired'],
  ...['failed', '__proto__', 'constructor', 'toString'],
);
const fields = fc
  .array(fc.tuple(field, value), { maxLength: 8 })
  .map((entries) => Object.fromEntries(entries));
const event = fc.record({
  executionArn: value,
  status: value,
  input: fc.oneof(
    value,
    fields.map((one) => JSON.stringify(one)),
  ),
});
const input = fc.oneof(
  fields,
  fc.jsonValue(),
  fields.chain((one) => event.map((failed) => ({ ...one, failed }))),
);

test('an input is refused by the name of a field, or gives what can stand in a key, a path and an ARN', () => {
  fc.assert(
    fc.property(input, (given) => {
      let request: ReturnType<typeof resolveInput>;
      try {
        request = resolveInput(given, REGIONS);
      } catch (error) {
        const { name, message } = error as Error;
        expect(name).toBe('InvalidInput');
        // It becomes the cause of an execution, which has 32,768 characters.
        expect(message.length).toBeLessThan(5000);
        return;
      }
      expect(request.package).toMatch(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?)?$/);
      expect(request.version).toMatch(/^[a-z0-9.!+]*$/);
      expect(request.regions.filter((region) => !REGIONS.includes(region))).toEqual([]);
    }),
    { numRuns: 5000 },
  );
});
