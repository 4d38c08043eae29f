// Runs in a folder where aws-local-stepfunctions is installed: `node this.mjs DEFINITION INPUT RUNS`, prints milliseconds.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [definition, input, runs] = process.argv.slice(2);
const path = createRequire(`${process.cwd()}/`).resolve('aws-local-stepfunctions');
const { StateMachine } = await import(pathToFileURL(path).href);
const machine = new StateMachine(JSON.parse(readFileSync(definition, 'utf8')));
const value = JSON.parse(readFileSync(input, 'utf8'));
for (let run = 0; run <= Number(runs); run += 1) {
  const start = performance.now();
  const result = await machine.run(value).result;
  if (result === undefined) throw new Error('no result');
  if (run > 0) console.log(performance.now() - start);
}
