import { printGuide } from '../../../lib/cli/start/guide';
import { parseConfig } from '../../../lib/config';
import { testContext } from '../test-context';

const runtime = {
  config: parseConfig({ vigilant: {} }),
  url: 'http://127.0.0.1:4610',
  account: '000000000000',
  state: '/home/me/my state',
  notEmulated: [],
  close: async () => {},
};

test('every command of the guide can be pasted when the state folder’s name has a space', () => {
  const lines: string[] = [];
  const { terminal } = testContext().context;
  printGuide(
    { terminal: { ...terminal, print: (line = '') => void lines.push(line) } },
    { runtime, stateOption: 'my state' },
  );
  const commands = lines.filter((line) => line.includes('npx vigilant'));
  expect(commands.length).toBeGreaterThan(5);
  for (const command of commands) expect(command).toContain("--state 'my state'");
});
