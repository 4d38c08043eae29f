import type { Release } from '../../../lib/contract';
import { type Download, judgeDownload } from './downloads';
import type { Fate } from './sightings';

const release: Release = {
  package: 'p',
  version: '1.0',
  digest: '',
  assets: [{ name: 'p.whl', sha256: 'a', size: 1 }],
};
const window = { from: 1000, to: 2000 };
const published: Fate = { release, isPublished: true, window };
const withdrawn: Fate = { release, isPublished: false, window };

/** An installer that asked at a time and had its answer 10 ms later. */
function download(asked: number, got: Pick<Download, 'file' | 'sha256'>): Download {
  return { region: 'eu-west-1', name: 'p', asked, answered: asked + 10, ...got };
}

test.each([
  ['a published file', download(1500, { file: 'p.whl', sha256: 'a' }), published],
  ['a file of a version that is withdrawn later', download(1500, { file: 'p.whl', sha256: 'a' }), withdrawn],
  ['a file that was withdrawn after its page', download(1995, { file: 'p.whl' }), withdrawn],
  ['nothing before the promotion ended', download(1500, {}), published],
  ['nothing after a withdrawal', download(3000, {}), withdrawn],
])('%s is as promised', (_name, got, fate) => {
  expect(judgeDownload('pip', got, [fate])).toEqual([]);
});

test.each([
  ['a published file that is gone', download(1500, { file: 'p.whl' }), published, 'cannot be had'],
  ['nothing of a published version', download(2500, {}), published, 'found nothing, and 1.0 was published'],
  ['other bytes', download(1500, { file: 'p.whl', sha256: 'b' }), published, 'bytes of no release (b)'],
  ['a file of no release that is gone', download(1500, { file: 'q.whl' }), published, 'bytes of no release'],
  ['a file before its promotion', download(500, { file: 'p.whl', sha256: 'a' }), published, 'outside'],
  ['a withdrawn file that stays', download(2500, { file: 'p.whl', sha256: 'a' }), withdrawn, 'outside'],
  ['a withdrawn file that stays on its page', download(2500, { file: 'p.whl' }), withdrawn, 'outside'],
])('%s is a violation', (_name, got, fate, problem) => {
  expect(judgeDownload('pip', got, [fate])).toEqual([expect.stringContaining(problem)]);
});
