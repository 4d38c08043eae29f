import { join } from 'node:path';
import type { CliContext } from '../context';
import { NOT_EMULATED, type OpenRuntime } from '../runtime/open-runtime';
import { shellWord } from '../shell-word';
import { sourceRemote } from '../source-remote';
import { paint } from '../terminal';

/** What to print the guide for. */
export interface GuideSubject {
  readonly runtime: OpenRuntime;
  /** `--state` as it was given, so that the commands printed can be pasted. */
  readonly stateOption?: string;
  readonly published?: { readonly package: string; readonly version: string };
}

/** Says how to go on from a runtime that is about to stop. */
export function printGoingOn({ terminal }: Pick<CliContext, 'terminal'>, subject: GuideSubject): void {
  const { state } = subject.runtime;
  terminal.note(
    `The runtime stops now (--once); its state stays in ${state}: npx vigilant start${stateFlag(subject)} goes on from it`,
  );
}

/** Says where to look and what to try, in commands that can be pasted. */
export function printGuide({ terminal }: Pick<CliContext, 'terminal'>, subject: GuideSubject): void {
  const { runtime, published } = subject;
  const { config } = runtime;
  const remote = sourceRemote(config, runtime.url);
  const state = stateFlag(subject);
  const local = state === '' ? ' --local' : state;
  const name = published ? `${published.package} ${published.version}` : 'PACKAGE VERSION';
  const requirement = published ? `${published.package}==${published.version}` : 'PACKAGE';
  const section = (title: string, lines: readonly string[]) => {
    terminal.print();
    terminal.print(paint(terminal, 'bold', title));
    for (const line of lines) terminal.print(`  ${line}`);
  };
  section('Endpoint', [
    `${runtime.url}  (account ${runtime.account}, regions ${config.regions.join(', ')})`,
    'open it in a browser: the console shows runs and releases, live',
    `eval "$(npx vigilant env${state})"    points this shell's aws, twine, pip and SDKs at it`,
    `${runtime.notEmulated.length} resources have no behaviour here: ${join(runtime.state, NOT_EMULATED)} says which and why`,
  ]);
  section(
    'Install from a region',
    config.regions.map(
      (region) =>
        `pip install --index-url "$(npx vigilant index-url --region ${region}${local})" ${requirement}`,
    ),
  );
  section('Publish a new version: edit the package, raise its version, push', [
    ...(remote === undefined ? [] : [`git clone ${remote}`]),
    `npx vigilant runs${local}`,
    `npx vigilant show latest${local}`,
  ]);
  section('Publish a stored version again, and compare all regions', [
    `npx vigilant republish ${name} --follow${local}`,
    `npx vigilant verify ${name}${local}`,
  ]);
  section('Break a region, and mend it', [
    `npx vigilant fault add --region ${config.regions.at(-1)} --operation PublishPackageVersion --error 500${state}`,
    `npx vigilant fault clear${state}`,
  ]);
  section('Stop', [`Ctrl-C; the state stays in ${runtime.state}, and the next start goes on from it`]);
}

function stateFlag({ stateOption }: GuideSubject): string {
  return stateOption === undefined ? '' : ` --state ${shellWord(stateOption)}`;
}
