import { join } from 'node:path';
import type { Build, BuildPlan } from '../build';

/** Where a build's files are; everything is below one folder of its own, removed when the build ends. */
export interface JobDirectories {
  readonly root: string;
  readonly home: string;
  readonly temporary: string;
  readonly agent: string;
  readonly source: string;
  readonly secondary: Readonly<Record<string, string>>;
}

/** Folder of everything that belongs to a build. */
export function jobFolder(build: Build, workDirectory: string): string {
  return join(workDirectory, build.id.split(':').at(-1) as string);
}

/** Places the files of a build. */
export function directoriesOf(build: Build, plan: BuildPlan, workDirectory: string): JobDirectories {
  const root = jobFolder(build, workDirectory);
  const names = [
    ...build.secondarySources.map((source) => source.sourceIdentifier ?? ''),
    ...(plan.pipeline?.secondarySources.map(({ name }) => name) ?? []),
  ];
  return {
    root,
    home: join(root, 'home'),
    temporary: join(root, 'tmp'),
    agent: join(root, 'agent'),
    source: join(root, 'src'),
    secondary: Object.fromEntries(names.map((name, index) => [name, join(root, `src${index + 1}`)])),
  };
}
