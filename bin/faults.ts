import { faultsCommand } from '../test/faults/command';

faultsCommand(process.argv.slice(2), (line) => process.stdout.write(`${line}\n`)).then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    process.stderr.write(`${error.message ?? error}\n`);
    process.exitCode = 1;
  },
);
