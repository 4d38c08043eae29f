/** A block of lines below everything else on a screen. */
export interface LiveBlock {
  /** Has something else written to the screen, above the block. */
  above(write: () => void): void;
  /** Replaces the block; none takes it away. */
  show(lines: readonly string[]): void;
}

/** What a block is drawn on. */
export interface LiveScreen {
  write(text: string): unknown;
  readonly columns?: number;
  readonly rows?: number;
}

const ESCAPE = '\u001b[';

/**
 * Draws a block on a terminal. A line that is too long would be two on the screen and a block that is too high would
 * have scrolled away, so lines are cut and a block that does not fit is not shown.
 */
export function createLiveBlock(screen: LiveScreen, cut: (line: string, width: number) => string): LiveBlock {
  let shown: readonly string[] = [];
  const erase = () => (shown.length === 0 ? '' : `${ESCAPE}${shown.length}A${ESCAPE}0J`);
  const draw = () => shown.map((line) => `${line}\n`).join('');
  return {
    above(write) {
      if (shown.length > 0) screen.write(erase());
      write();
      if (shown.length > 0) screen.write(draw());
    },
    show(lines) {
      const fits = lines.length < (screen.rows ?? 24) - 2;
      const next = fits ? lines.map((line) => cut(line, (screen.columns ?? 80) - 1)) : [];
      if (next.join('\n') === shown.join('\n')) return;
      const before = erase();
      shown = next;
      screen.write(before + draw());
    },
  };
}

/** Cuts a line that may have colours to so many columns. */
export function cutColoured(line: string, width: number): string {
  let left = width;
  return line.replace(/\u001b\[[0-9;]*m|[^\u001b]/gu, (part) => {
    if (part.startsWith('\u001b')) return part;
    left -= 1;
    return left < 0 ? '' : part;
  });
}
