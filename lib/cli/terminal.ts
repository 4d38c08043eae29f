/** Where a command writes. Injected, so that tests read what a person would see. */
export interface Terminal {
  /** The answer of the command: standard output, one line. */
  print(line?: string): void;
  /** Progress and remarks: standard error, one line. */
  note(line: string): void;
  /** Columns that fit; Infinity when the output is not a terminal. */
  readonly width: number;
  /** Whether standard output takes colours. */
  readonly colour: boolean;
}

const CODES = { green: 32, red: 31, yellow: 33, blue: 34, dim: 2, bold: 1 } as const;

/** Colours and weights of text. */
export type Style = keyof typeof CODES;

/** Colours `text` where the terminal takes colours. */
export function paint(terminal: Pick<Terminal, 'colour'>, style: Style, text: string): string {
  return terminal.colour ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text;
}

/** The process's own terminal. `NO_COLOR` (no-color.org) is respected. */
export function processTerminal(process: {
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  env: NodeJS.ProcessEnv;
}): Terminal {
  const { stdout, stderr, env } = process;
  return {
    print: (line = '') => void stdout.write(`${line}\n`),
    note: (line) => void stderr.write(`${line}\n`),
    get width() {
      return stdout.isTTY ? stdout.columns || 80 : Number.POSITIVE_INFINITY;
    },
    colour: stdout.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb',
  };
}
