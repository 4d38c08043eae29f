// `our-interpreter.js DEFINITION INPUT RUNS`, prints milliseconds.
import { readFileSync } from 'node:fs';
import { execute } from './execute';

async function main(definition: string, input: string, runs: number): Promise<void> {
  const machine = JSON.parse(readFileSync(definition, 'utf8'));
  const value = JSON.parse(readFileSync(input, 'utf8'));
  for (let run = 0; run <= runs; run += 1) {
    const { milliseconds } = await execute(machine, value);
    if (run > 0) console.log(milliseconds);
  }
}

const [definition = '', input = '', runs] = process.argv.slice(2);
void main(definition, input, Number(runs));
