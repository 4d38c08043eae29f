import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { parseConfig } from '../../lib/config';
import { createDeployment } from '../../lib/stacks/deployment';

const root = join(__dirname, '../..');
const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8'));

/** What synthesis made of a configuration. */
export interface Synthesized {
  readonly app: App;
  /** Names of the stacks in the order in which they are deployed. */
  readonly order: readonly string[];
  /** Template of each stack, by its name. */
  readonly templates: Readonly<Record<string, any>>;
  /** What cdk-nag and CDK's own template checks found. */
  readonly findings: readonly string[];
}

/**
 * Synthesizes the app as `cdk synth` would: the context of cdk.json, with `overrides` in the configuration.
 * Bundling takes time and says nothing about templates, so it is done only where a test asks for it.
 */
export function synthesize(
  overrides: Record<string, unknown> = {},
  options = { bundle: false },
): Synthesized {
  const outdir = mkdtempSync(join(tmpdir(), 'vigilant-synth-'));
  try {
    const skipBundling = options.bundle ? {} : { 'aws:cdk:bundling-stacks': [] };
    const app = new App({ outdir, context: { ...context, ...skipBundling } });
    createDeployment(app, parseConfig({ vigilant: { ...context.vigilant, ...overrides } }));
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    const failure = attempt(() => app.synth());
    const findings = readFindings(outdir);
    if (failure && findings.length === 0) throw failure;
    const order = failure ? [] : app.synth().stacks.map(({ stackName }) => stackName);
    const templates = Object.fromEntries(
      order.map((name) => [name, JSON.parse(readFileSync(join(outdir, `${name}.template.json`), 'utf8'))]),
    );
    return { app, order, templates, findings };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** All resources of one type in a template, with their logical ids. */
export function resourcesOf(template: any, type: string): [string, any][] {
  return Object.entries<any>(template.Resources).filter(([, resource]) => resource.Type === type);
}

function attempt(action: () => void): Error | undefined {
  try {
    action();
  } catch (error) {
    return error as Error;
  }
  return undefined;
}

function readFindings(outdir: string): string[] {
  const report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'));
  return report.pluginReports.flatMap(({ violations }: any) =>
    violations.map(
      ({ ruleName, description, violatingConstructs }: any) =>
        `${ruleName}: ${description} (${violatingConstructs.map((each: any) => each.constructPath).join(', ')})`,
    ),
  );
}
