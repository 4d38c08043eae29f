import { type Command, Option } from 'commander';

/** Adds the options that say which deployment a command talks to. */
export function addTargetOptions(command: Command): Command {
  return command
    .option('--local', 'talk to the runtime on this machine instead of AWS')
    .addOption(new Option('--state <dir>', 'state folder of that runtime (implies --local)'))
    .option('--deployment <name>', 'another deployment than the one that cdk.json configures');
}

/** Collects an option that may be given several times. */
export function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}
