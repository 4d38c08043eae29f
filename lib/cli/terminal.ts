import { stripVTControlCharacters } from 'node:util';
import { takesColour } from './colour';
import { CliError, EXIT } from './failure';
import { createLiveBlock, cutColoured } from './live-block';

/** Where a command writes. Injected, so that tests read what a person would see. */
export interface Terminal {
  /** The answer of the command: standard output, one line. */
  print(line?: string): void;
  /** Progress and remarks: standard error, one line. */
  note(line: string): void;
  /** Columns that fit in the answer; Infinity when the output is not a terminal. */
  readonly width: number;
  /** Columns that fit in a remark; Infinity when standard error is not a terminal. */
  readonly noteWidth: number;
  /** Whether one of the two takes colours. A stream that takes none loses them when it is written to. */
  readonly colour: boolean;
  /**
   * Shows lines that change, below everything else; none takes them away. Undefined where nobody watches: standard
   * error is not a terminal.
   */
  live?(lines: readonly string[]): void;
  /** Asks a person to type an answer; undefined where nobody can: standard input is not a terminal. */
  ask?(question: string): Promise<string>;
}

const CODES = { green: 32, red: 31, yellow: 33, blue: 34, dim: 2, bold: 1 } as const;

/** Colours and weights of text. */
export type Style = keyof typeof CODES;

/** Colours `text` where the terminal takes colours. */
export function paint(terminal: Pick<Terminal, 'colour'>, style: Style, text: string): string {
  return terminal.colour && text !== '' ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text;
}

/** The streams and variables of a process that a terminal is made of. */
export interface TerminalProcess {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: NodeJS.ProcessEnv;
}

/** The process's own terminal. */
export function processTerminal({ stdin, stdout, stderr, env }: TerminalProcess): Terminal {
  const block = createLiveBlock(stderr, cutColoured);
  const writer = (stream: NodeJS.WriteStream) => {
    const colour = takesColour({ isTTY: stream.isTTY, env });
    const clean = (line: string) => (colour ? line : stripVTControlCharacters(line));
    // Where both are terminals they are the same screen.
    const write = (line: string) => block.above(() => void stream.write(`${clean(line)}\n`));
    return { colour, clean, write };
  };
  const [out, remarks] = [writer(stdout), writer(stderr)];
  return {
    print: (line = '') => out.write(line),
    note: remarks.write,
    get width() {
      return columns(stdout);
    },
    get noteWidth() {
      return columns(stderr);
    },
    colour: out.colour || remarks.colour,
    ...(stderr.isTTY && env['TERM'] !== 'dumb'
      ? { live: (lines: readonly string[]) => block.show(lines.map(remarks.clean)) }
      : {}),
    ...(stdin.isTTY && stderr.isTTY ? { ask: (question: string) => ask({ stdin, stderr }, question) } : {}),
  };
}

function columns(stream: NodeJS.WriteStream): number {
  return stream.isTTY ? stream.columns || 80 : Number.POSITIVE_INFINITY;
}

async function ask({ stdin, stderr }: Pick<TerminalProcess, 'stdin' | 'stderr'>, question: string) {
  const { createInterface } = await import('node:readline/promises');
  const reader = createInterface({ input: stdin, output: stderr });
  try {
    return await new Promise<string>((resolve, reject) => {
      // Both would leave the question open for ever: the line editor takes Ctrl-C for itself, and Ctrl-D ends the input.
      reader.once('SIGINT', () => reject(new CliError('Nothing was done.', EXIT.interrupted)));
      const ended = () => {
        stderr.write('\n');
        resolve('');
      };
      reader.once('close', ended);
      reader
        .question(question)
        .finally(() => reader.off('close', ended))
        .then(resolve, reject);
    });
  } finally {
    reader.close();
  }
}
