import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Directory of botocore's service models: `VIGILANT_SERVICE_MODELS`, else the one in the project's Python virtual
 * environment.
 * @throws Error that tells how to get them.
 */
export function findModelDirectory(
  projectRoot: string,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const named = environment['VIGILANT_SERVICE_MODELS'];
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`VIGILANT_SERVICE_MODELS: expected botocore's data directory, but there is no ${named}`);
  }
  const libraries = join(projectRoot, '.venv', 'lib');
  const pythons = existsSync(libraries)
    ? readdirSync(libraries).filter((name) => name.startsWith('python3'))
    : [];
  for (const python of pythons.sort().reverse()) {
    const data = join(libraries, python, 'site-packages', 'botocore', 'data');
    if (existsSync(data)) return data;
  }
  throw new Error(
    `AWS's service models were not found in ${libraries}/python3.*/site-packages/botocore/data. ` +
      'Create them with: node bin/setup.js ' +
      '(or set VIGILANT_SERVICE_MODELS to the botocore/data directory of another installation)',
  );
}
