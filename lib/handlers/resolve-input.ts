import {
  InvalidInput,
  isNormalizedVersion,
  isPackageName,
  isSha256,
  normalizePackageName,
  OPERATIONS,
  originalInput,
  shown,
  type WorkflowOperation,
  type WorkflowRequest,
} from '../contract';

const NOTHING: WorkflowRequest = { operation: 'none', package: '', version: '', regions: [], dryRun: false };

const FIELDS = ['package', 'version', 'digest', 'revision', 'regions', 'operation', 'dryRun', 'lockExpired'];

/**
 * Checks the input of an execution and fills in its defaults. An event about an execution that ended without
 * cleaning up (`{operation: "rollback", failed: <detail of the event>}`) becomes a rollback of that execution's version.
 *
 * @throws InvalidInput naming every field that is wrong.
 */
export function resolveInput(input: unknown, configured: readonly string[]): WorkflowRequest {
  if (!isObject(input))
    throw new InvalidInput(`input: expected an object {"package", "version"}, got ${shown(input)}`);
  if (input['failed'] !== undefined) return resolveFailedExecution(input['failed'], configured);
  const operation = (input['operation'] ?? 'publish') as WorkflowOperation;
  const problems = findProblems(input, configured);
  if (problems.length > 0) throw new InvalidInput(problems.join('; '));
  return {
    operation,
    package: normalizePackageName(input['package'] as string),
    version: input['version'] as string,
    regions: (input['regions'] as string[] | undefined) ?? configured,
    dryRun: (input['dryRun'] as boolean | undefined) ?? false,
    ...(input['digest'] === undefined ? {} : { digest: input['digest'] as string }),
    ...(input['lockExpired'] === true ? { lockExpired: true } : {}),
    ...(input['revision'] === undefined ? {} : { revision: input['revision'] as string }),
  };
}

/**
 * `failed` is the detail of an event about an execution that ended: its `input` is a JSON string. Such an event must
 * never fail the recovery for a reason that will not pass, because that failure would be the next such event.
 */
function resolveFailedExecution(failed: unknown, configured: readonly string[]): WorkflowRequest {
  const { executionArn, input } = isObject(failed) ? failed : {};
  if (typeof executionArn !== 'string')
    throw new InvalidInput(`failed: expected an execution, got ${shown(failed)}`);
  const original = originalInput(input);
  try {
    return {
      ...resolveInput(original, configured),
      dryRun: false,
      operation: 'rollback',
      failedExecution: executionArn,
    };
  } catch {
    // The run had bad input, so it touched nothing; the schedule finds whatever else there may be.
    return { ...NOTHING, failedExecution: executionArn };
  }
}

function findProblems(input: Record<string, unknown>, configured: readonly string[]): string[] {
  const { package: name, version, digest, revision, regions, operation, dryRun, lockExpired } = input;
  const problems = unknownFields(input, FIELDS);
  const expect = (ok: boolean, field: string, expected: string, got: unknown) => {
    if (!ok) problems.push(`${field}: expected ${expected}, got ${shown(got)}`);
  };
  expect(isPackageName(name), 'package', 'a package name (PEP 508)', name);
  expect(isNormalizedVersion(version), 'version', 'a normalised version (PEP 440)', version);
  expect(digest === undefined || isSha256(digest), 'digest', 'a SHA-256 in lower-case hex', digest);
  expect(
    revision === undefined || (typeof revision === 'string' && revision.length <= 256),
    'revision',
    'a commit',
    revision,
  );
  expect(
    operation === undefined || OPERATIONS.includes(operation as never),
    'operation',
    OPERATIONS.join(', '),
    operation,
  );
  expect(dryRun === undefined || typeof dryRun === 'boolean', 'dryRun', 'true or false', dryRun);
  expect(
    lockExpired === undefined || (lockExpired === true && operation === 'rollback'),
    'lockExpired',
    'true, with the operation rollback',
    lockExpired,
  );
  if (regions !== undefined) problems.push(...regionProblems(regions, configured));
  if (operation === 'rollback') problems.push(...rollbackProblems(input));
  return problems;
}

/** A rollback pays a version's whole debt, as the ledger has it: what would make it do less is refused, not ignored. */
function rollbackProblems({ dryRun, regions, digest }: Record<string, unknown>): string[] {
  return Object.entries({ dryRun: dryRun || undefined, regions, digest })
    .filter(([, value]) => value !== undefined)
    .map(([field]) => `${field}: expected none with the operation rollback, which removes all that is owed`);
}

function regionProblems(regions: unknown, configured: readonly string[]): string[] {
  if (!Array.isArray(regions) || regions.length === 0) {
    return [`regions: expected a list of some of ${configured.join(', ')}, got ${shown(regions)}`];
  }
  return regions.flatMap((region, i) => {
    if (!configured.includes(region)) {
      return [
        `regions[${i}]: expected a region of this deployment (${configured.join(', ')}), got ${shown(region)}`,
      ];
    }
    return regions.indexOf(region) < i
      ? [`regions[${i}]: expected each region once, got ${shown(region)} again`]
      : [];
  });
}

function unknownFields(input: Record<string, unknown>, known: readonly string[]): string[] {
  return Object.keys(input)
    .filter((field) => !known.includes(field))
    .map((field) => `${shown(field).slice(1, -1)}: unknown field, expected ${known.join(', ')}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
