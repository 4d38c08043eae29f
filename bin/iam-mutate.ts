import { join } from 'node:path';
import { mutate } from '../test/iam-mutate/mutate';

mutate({
  projectRoot: join(__dirname, '..'),
  arguments: process.argv.slice(2),
  print: (text) => process.stdout.write(text),
  log: (line) => process.stderr.write(`${line}\n`),
}).then(
  // What a stopped job still holds must not keep the command waiting.
  (code) => process.stdout.write('', () => process.exit(code)),
  (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  },
);
