import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Sizes in bytes of what a deployment carries, by name. */
export interface Sizes {
  /** Each Lambda bundle, by function. */
  readonly bundles: Readonly<Record<string, number>>;
  /** Each template, by stack; CloudFormation takes 1 MB from S3. */
  readonly templates: Readonly<Record<string, number>>;
}

/** Measures a cloud assembly. */
export function sizesOf(assembly: string): Sizes {
  const templates = readdirSync(assembly).filter((name) => name.endsWith('.template.json'));
  const pipeline = JSON.parse(readFileSync(join(assembly, 'vigilant-pipeline.template.json'), 'utf8'));
  const functions = Object.values<any>(pipeline.Resources).filter(
    (resource) => resource.Type === 'AWS::Lambda::Function',
  );
  return {
    bundles: Object.fromEntries(
      functions.map((resource) => [
        resource.Properties.FunctionName,
        bundleSize(assembly, resource.Properties.Code.S3Key),
      ]),
    ),
    templates: Object.fromEntries(
      templates.map((name) => [name.replace('.template.json', ''), statSync(join(assembly, name)).size]),
    ),
  };
}

/** The staged folder of an asset has the name of its object in the assets bucket. */
function bundleSize(assembly: string, key: string): number {
  return statSync(join(assembly, `asset.${key.replace('.zip', '')}`, 'index.js')).size;
}
