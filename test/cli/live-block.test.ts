import { createLiveBlock, cutColoured } from '../../lib/cli/live-block';

/** A screen of lines on which cursor up and erase below do what they say. */
function screen({ columns = 20, rows = 10 } = {}) {
  let lines: string[] = [''];
  return {
    columns,
    rows,
    lines: () => lines.filter((line) => line !== ''),
    write(text: string) {
      for (const [, up, , plain = ''] of text.matchAll(/\u001b\[(\d+)A(\u001b\[0J)|([^\u001b]+)/g)) {
        if (up !== undefined) lines = [...lines.slice(0, lines.length - 1 - Number(up)), ''];
        const [first = '', ...rest] = plain.split('\n');
        lines = [...lines.slice(0, -1), (lines.at(-1) ?? '') + first, ...rest];
      }
    },
  };
}

test('lines that stay are written above the block, which stays below', () => {
  const on = screen();
  const block = createLiveBlock(on, cutColoured);
  block.show(['a running', 'b running']);
  block.above(() => on.write('a staged\n'));
  expect(on.lines()).toEqual(['a staged', 'a running', 'b running']);
  block.show(['b running']);
  expect(on.lines()).toEqual(['a staged', 'b running']);
  block.show([]);
  expect(on.lines()).toEqual(['a staged']);
});

test('what is as it was is not drawn again', () => {
  const on = screen();
  const block = createLiveBlock(on, cutColoured);
  block.show(['a']);
  const written: string[] = [];
  const { write } = on;
  on.write = (text) => {
    written.push(text);
    write(text);
  };
  block.show(['a']);
  expect(written).toEqual([]);
});

test('lines are cut to the screen, since two lines for one would spoil it; colours do not count', () => {
  const on = screen({ columns: 6 });
  createLiveBlock(on, cutColoured).show(['123456789']);
  expect(on.lines()).toEqual(['12345']);
  expect(cutColoured('\u001b[32mgreen\u001b[0m text', 7)).toBe('\u001b[32mgreen\u001b[0m t');
});

test('a block that is higher than the screen is not shown', () => {
  const on = screen({ rows: 5 });
  createLiveBlock(on, cutColoured).show(['1', '2', '3']);
  expect(on.lines()).toEqual([]);
});
