import { type Command, Option } from 'commander';
import type { Quirks } from '../../local/codeartifact/context';
import { wholeNumber } from './whole-number';

/** What {@link addQuirkOptions} adds to a command's options. */
export interface QuirkOptions {
  readonly identicalUpload: Quirks['identicalUpload'];
  readonly publishLag: number;
  readonly quotas?: boolean;
}

/** An hour: longer than anybody has seen a new version stay unseen. */
const LONGEST_LAG = 3_600_000;

/** Adds the options that choose how the local CodeArtifact behaves where reports of the service differ. */
export function addQuirkOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--identical-upload <answer>',
        "CodeArtifact's answer to a file that it has already, with the same bytes: accept (200) or conflict (409)",
      )
        .choices(['accept', 'conflict'])
        .default('accept'),
    )
    .option(
      '--publish-lag <milliseconds>',
      'how long CodeArtifact does not show a file that was just published',
      wholeNumber(0, LONGEST_LAG),
      0,
    )
    .option('--quotas', "hold calls to CodeArtifact's default quotas; those above are answered with 429");
}

/** The options as the runtime takes them. */
export function quirksOf(options: QuirkOptions): Quirks {
  return {
    identicalUpload: options.identicalUpload,
    listLagMilliseconds: options.publishLag,
    quotas: options.quotas === true,
  };
}
