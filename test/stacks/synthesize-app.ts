import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { parseConfig } from '../../lib/config';
import { createDeployment } from '../../lib/stacks/deployment';
import type { Synthesized } from './synthesize';

/**
 * Synthesizes the app with a context as cdk.json has it, and lets cdk-nag and CDK's own template checks look at it if
 * asked, which takes longer than all else. Loading the CDK alone takes seconds: ask `synthesize`.
 */
export function synthesizeApp(context: Record<string, unknown>, check: boolean): Synthesized {
  const outdir = mkdtempSync(join(tmpdir(), 'vigilant-synth-'));
  try {
    const app = new App({ outdir, context, builtinCloudFormationValidation: check });
    createDeployment(app, parseConfig(context));
    if (check) Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    const failure = attempt(() => app.synth());
    const findings = check ? readFindings(outdir) : undefined;
    if (failure && !findings?.length) throw failure;
    const artifacts = failure ? [] : app.synth().stacks;
    return {
      ...(findings ? { findings } : {}),
      stacks: artifacts.map(({ stackName, environment, terminationProtection, dependencies }) => ({
        name: stackName,
        account: environment.account,
        region: environment.region,
        terminationProtection: terminationProtection === true,
        waitsFor: dependencies.map(({ id }) => id),
      })),
      templates: Object.fromEntries(
        artifacts.map(({ stackName, templateFile }) => [
          stackName,
          JSON.parse(readFileSync(join(outdir, templateFile), 'utf8')),
        ]),
      ),
    };
  } finally {
    rmSync(outdir, { recursive: true });
  }
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
