import { bench } from '../test/bench/bench';

bench(process.argv.slice(2), (text) => process.stdout.write(`${text}\n`)).catch((error) => {
  process.stderr.write(`${error.stack ?? error}\n`);
  process.exitCode = 1;
});
