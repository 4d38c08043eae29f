import { paint, type Style, type Terminal } from './terminal';
import { wrapText } from './wrap-text';

/** A cell: its text, and how it is painted. */
export type Cell = string | { readonly text: string; readonly style: Style };

type Row = readonly Cell[];
type Screen = Pick<Terminal, 'width' | 'colour'>;

const GAP = '  ';
const INDENT = '  ';

const textOf = (cell: Cell | undefined) => (typeof cell === 'object' ? cell.text : (cell ?? ''));

/**
 * Lays rows out in columns that fit the terminal. Cells are wrapped at spaces only: names, hashes and ARNs stay whole,
 * so that they can be copied. Where the columns do not fit that way, the first cell of each row gets a line of its own
 * above the others; where not even these fit, each cell does.
 */
export function table(screen: Screen, header: readonly string[], rows: readonly Row[]): string {
  const all: Row[] = [header.map((text) => ({ text, style: 'dim' as const })), ...rows];
  const widths = fitting(all, screen.width);
  if (widths !== undefined) return all.map((row) => line(screen, row, widths)).join('\n');
  const rest = all.map((row) => row.slice(1));
  const narrow = fitting(rest, screen.width - INDENT.length);
  if (narrow !== undefined) return stacked(screen, all, narrow);
  return rows.map((row) => record(screen, header, row)).join('\n');
}

/** Widths that fit without breaking a word: the widest column that can gives way first. Undefined: there are none. */
function fitting(rows: readonly Row[], available: number): number[] | undefined {
  const columns = rows[0]?.map((_, index) => rows.map((row) => textOf(row[index]))) ?? [];
  const least = columns.map((texts) =>
    Math.max(...texts.flatMap((text) => text.split(' ').map((word) => word.length))),
  );
  const widths = columns.map((texts) => Math.max(...texts.map((text) => text.length)));
  const total = () => widths.reduce((sum, width) => sum + width, 0) + GAP.length * (widths.length - 1);
  while (total() > available) {
    const shrinkable = widths.map((width, index) => (width > (least[index] as number) ? width : 0));
    const widest = shrinkable.indexOf(Math.max(...shrinkable));
    if (shrinkable[widest] === 0) return undefined;
    widths[widest] = (widths[widest] as number) - 1;
  }
  return widths;
}

function line(screen: Pick<Screen, 'colour'>, row: Row, widths: readonly number[]): string {
  const cells = widths.map((width, column) => wrapText(textOf(row[column]), width));
  const height = Math.max(...cells.map((lines) => lines.length));
  const lines = Array.from({ length: height }, (_, index) =>
    cells
      .map((cell, column) => {
        const text = cell[index] ?? '';
        return painted(screen, row[column], text) + ' '.repeat((widths[column] as number) - text.length);
      })
      .join(GAP)
      .trimEnd(),
  );
  return lines.join('\n');
}

/** The first cell above the others. */
function stacked(screen: Screen, rows: readonly Row[], widths: readonly number[]): string {
  return rows
    .flatMap(([first, ...rest]) => [
      ...heading(screen, first),
      ...line(screen, rest, widths)
        .split('\n')
        .map((text) => INDENT + text),
    ])
    .join('\n');
}

/** One cell a line, under the first. */
function record(screen: Screen, header: readonly string[], [first, ...rest]: Row): string {
  const names = header.slice(1);
  const width = Math.max(...names.map((name) => name.length));
  const room = Math.max(1, screen.width - INDENT.length - width - GAP.length);
  const lines = rest.flatMap((cell, index) => {
    const texts = textOf(cell) === '' ? [] : wrapText(textOf(cell), room);
    return texts.map(
      (text, part) =>
        INDENT +
        paint(screen, 'dim', (part === 0 ? (names[index] ?? '') : '').padEnd(width)) +
        GAP +
        painted(screen, cell, text),
    );
  });
  return [...heading(screen, first), ...lines].join('\n');
}

/** Rows that go on with an earlier one have no first cell. */
function heading(screen: Screen, cell: Cell | undefined): string[] {
  if (textOf(cell) === '') return [];
  const bold: Cell = typeof cell === 'object' ? cell : { text: textOf(cell), style: 'bold' };
  return wrapText(bold.text, screen.width).map((text) => painted(screen, bold, text));
}

function painted(screen: Pick<Screen, 'colour'>, cell: Cell | undefined, text: string): string {
  return typeof cell === 'object' ? paint(screen, cell.style, text) : text;
}
