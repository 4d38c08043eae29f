import { PassThrough } from 'node:stream';
import { paint, processTerminal } from '../../lib/cli/terminal';

/** A process of which one stream or the other is a terminal. */
function processWith({ out, err, env = {} }: { out?: number; err?: number; env?: NodeJS.ProcessEnv }) {
  const stream = (columns?: number) =>
    Object.assign(new PassThrough(), columns === undefined ? {} : { isTTY: true, columns });
  const streams = { stdin: stream(), stdout: stream(out), stderr: stream(err) };
  const terminal = processTerminal({ ...streams, env } as never);
  return { terminal, out: () => String(streams.stdout.read()), err: () => String(streams.stderr.read()) };
}

test('each stream has colours only where it is a terminal itself', () => {
  const { terminal, out, err } = processWith({ out: 120 });
  terminal.print(paint(terminal, 'green', 'same'));
  terminal.note(paint(terminal, 'red', 'failed'));
  expect(out()).toBe('\u001b[32msame\u001b[0m\n');
  expect(err()).toBe('failed\n');
});

test('a log line with colours of its own loses them in a file', () => {
  const { terminal, out } = processWith({ err: 80 });
  terminal.print('\u001b[31mERROR\u001b[0m something');
  expect(out()).toBe('ERROR something\n');
});

test('the width is that of each stream, and without end where there is no terminal', () => {
  const { terminal } = processWith({ out: 60 });
  expect([terminal.width, terminal.noteWidth]).toEqual([60, Number.POSITIVE_INFINITY]);
});

test('nobody is asked where nobody can answer', () => {
  expect(processWith({ out: 80, err: 80 }).terminal.ask).toBeUndefined();
});
