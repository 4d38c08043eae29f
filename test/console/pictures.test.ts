import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pictureManifest } from '../browser/picture-manifest';

const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');

test('the README\'s pictures are of the console as it is; "npm run pictures" renews them', async () => {
  expect(pictureManifest.read()).toEqual(await pictureManifest.current());
});

test('the README shows every picture there is, light and dark, and no other', () => {
  const shown = [...readme.matchAll(/lib\/console\/pictures\/([\w-]+\.png)/g)].map(([, name]) => name);
  expect(shown.sort()).toEqual(Object.keys(pictureManifest.read().pictures).sort());
});
