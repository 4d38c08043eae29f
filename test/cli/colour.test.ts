import { takesColour } from '../../lib/cli/colour';

test.each([
  ['a terminal', { isTTY: true, env: {} }, true],
  ['a pipe or a file', { env: {} }, false],
  ['a terminal with NO_COLOR', { isTTY: true, env: { NO_COLOR: '1' } }, false],
  ['a terminal with an empty NO_COLOR, which means nothing', { isTTY: true, env: { NO_COLOR: '' } }, true],
  ['a dumb terminal', { isTTY: true, env: { TERM: 'dumb' } }, false],
  ['a pipe with FORCE_COLOR', { env: { FORCE_COLOR: '1' } }, true],
  ['a pipe with FORCE_COLOR and NO_COLOR', { env: { FORCE_COLOR: '1', NO_COLOR: '1' } }, true],
  ['a pipe with an empty FORCE_COLOR, which means nothing', { env: { FORCE_COLOR: '' } }, false],
  [
    'a terminal with an empty FORCE_COLOR and NO_COLOR',
    { isTTY: true, env: { FORCE_COLOR: '', NO_COLOR: '1' } },
    false,
  ],
  ['a terminal with FORCE_COLOR=0', { isTTY: true, env: { FORCE_COLOR: '0' } }, false],
])('%s: %j takes colours: %s', (_, subject, expected) => {
  expect(takesColour(subject)).toBe(expected);
});
