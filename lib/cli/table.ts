import { paint, type Style, type Terminal } from './terminal';

/** A cell: its text, and how it is painted. */
export type Cell = string | { readonly text: string; readonly style: Style };

const GAP = 2;
const NARROWEST = 8;

const textOf = (cell: Cell) => (typeof cell === 'string' ? cell : cell.text);

/** Breaks a text into lines of at most `width`, at spaces where it can. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const space = rest.lastIndexOf(' ', width);
    const cut = space > 0 ? space : width;
    lines.push(rest.slice(0, cut));
    rest = rest.slice(space > 0 ? cut + 1 : cut);
  }
  return [...lines, rest];
}

/** Widths that fit: the widest column gives way first. */
function columnWidths(natural: readonly number[], available: number): number[] {
  const widths = [...natural];
  const total = () => widths.reduce((sum, width) => sum + width, 0) + GAP * (widths.length - 1);
  while (total() > available) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] as number) <= NARROWEST) break;
    widths[widest] = (widths[widest] as number) - 1;
  }
  return widths;
}

/** Lays rows out in columns that fit the terminal; long cells are wrapped, never cut. */
export function table(
  terminal: Pick<Terminal, 'width' | 'colour'>,
  header: readonly string[],
  rows: readonly (readonly Cell[])[],
): string {
  const all: (readonly Cell[])[] = [header.map((text) => ({ text, style: 'dim' as const })), ...rows];
  const natural = header.map((_, column) => Math.max(...all.map((row) => textOf(row[column] ?? '').length)));
  const widths = columnWidths(natural, terminal.width);
  return all.map((row) => renderRow(terminal, row, widths)).join('\n');
}

function renderRow(
  terminal: Pick<Terminal, 'colour'>,
  row: readonly Cell[],
  widths: readonly number[],
): string {
  const cells = widths.map((width, column) => wrap(textOf(row[column] ?? ''), width));
  const height = Math.max(...cells.map((lines) => lines.length));
  const lines = Array.from({ length: height }, (_, line) =>
    cells
      .map((cell, column) => {
        const text = cell[line] ?? '';
        const source = row[column] ?? '';
        const painted = typeof source === 'string' ? text : paint(terminal, source.style, text);
        return painted + ' '.repeat((widths[column] as number) - text.length);
      })
      .join(' '.repeat(GAP))
      .trimEnd(),
  );
  return lines.join('\n');
}
