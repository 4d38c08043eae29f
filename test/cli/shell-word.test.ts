import { execFileSync } from 'node:child_process';
import { shellWord } from '../../lib/cli/shell-word';

test.each(['my state', "it's", '~/x', '$HOME', 'a;b', '*', ''])('a shell takes %j for one word', (text) => {
  expect(execFileSync('sh', ['-c', `printf '<%s>' ${shellWord(text)}`], { encoding: 'utf8' })).toBe(
    `<${text}>`,
  );
});

test('a text that no shell takes apart is printed as it is', () => {
  expect(shellWord('/tmp/state-1.0/a_b')).toBe('/tmp/state-1.0/a_b');
});
