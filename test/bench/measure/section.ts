import { type Noise, showNoise } from './machine';

/** One line of the benchmark: a table and what its numbers mean. */
export interface Section {
  readonly title: string;
  /** What was measured, how, and against what. */
  readonly meaning: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  /** The goal, whether it was met, and what to know about it. */
  readonly findings: readonly string[];
  /** How restless the machine was, before and after. */
  readonly noise?: readonly Noise[];
}

/** A section as Markdown. */
export function toMarkdown({ title, meaning, columns, rows, findings, noise }: Section): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [
    `## ${title}`,
    '',
    meaning,
    '',
    line(columns),
    line(columns.map(() => '---')),
    ...rows.map(line),
    '',
    ...findings.map((finding) => `- ${finding}`),
    ...(noise === undefined ? [] : [`- Noise: ${noise.map(showNoise).join('; ')}.`]),
    '',
  ].join('\n');
}

/** `met` or `missed`, with the numbers. */
export function verdict(
  what: string,
  value: number,
  goal: { readonly most: number } | { readonly least: number },
): string {
  const [isMet, words] =
    'most' in goal
      ? [value <= goal.most, `at most ${goal.most}`]
      : [value >= goal.least, `at least ${goal.least}`];
  return `${what}: ${value.toFixed(2)}, goal ${words}: ${isMet ? 'met' : '**missed**'}`;
}
