import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthesize } from '../stacks/synthesize';
import { architectureDiagram } from './architecture-diagram';

const README = join(__dirname, '../../README.md');
const BLOCK = /(<!-- diagram: npm run diagram -->\n```mermaid\n)([\s\S]*?)(```\n<!-- \/diagram -->)/;

/** The diagram that the README has. */
export function diagramInReadme(): string {
  return BLOCK.exec(readFileSync(README, 'utf8'))?.[2] ?? 'none between its markers';
}

/** The diagram of the app as it is synthesized now. */
export function currentDiagram(): string {
  return `${architectureDiagram(synthesize())}\n`;
}

/** Puts the current diagram into the README. */
export function renewDiagram(): void {
  const text = readFileSync(README, 'utf8');
  if (!BLOCK.test(text)) throw new Error(`${README}: expected the markers of the diagram, found none`);
  writeFileSync(
    README,
    text.replace(BLOCK, (_, before, __, after) => before + currentDiagram() + after),
  );
}
