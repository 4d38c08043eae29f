import type { Release } from '../../../lib/contract';
import { type Fate, type Moment, Sightings } from './sightings';

const release: Release = {
  package: 'p',
  version: '1.0',
  digest: '',
  assets: [
    { name: 'p.whl', sha256: 'a', size: 1 },
    { name: 'p.tar.gz', sha256: 'b', size: 1 },
  ],
};
const whole = { 'p.whl': 'a', 'p.tar.gz': 'b' };
const part = { 'p.whl': 'a' };
const WINDOW = { from: 1000, to: 2000 };
const published: Fate = { release, isPublished: true, window: WINDOW };
const withdrawn: Fate = { release, isPublished: false, window: WINDOW };
const neverPromoted: Fate = { release, isPublished: false };

/** What a reader saw at some times, each answer 10 ms after its question; nothing is no version. */
function seen(...looks: readonly [asked: number, shown: Record<string, string>][]): Sightings {
  const sightings = new Sightings(new Map([['p', ['1.0']]]));
  for (const [asked, shown] of looks) {
    const moment: Moment = { asked, answered: asked + 10 };
    sightings.note('eu-west-1', 'p', new Map(Object.keys(shown).length > 0 ? [['1.0', shown]] : []), moment);
  }
  return sightings;
}

test.each([
  [
    'a version that comes in its window and stays',
    seen([0, {}], [1500, {}], [1600, whole], [9000, whole]),
    published,
  ],
  ['a question just before the window ends, answered without it', seen([2000, {}], [2001, whole]), published],
  ['an answer just after the window began, asked before', seen([991, whole]), published],
  [
    'a version that is withdrawn within its window',
    seen([1500, whole], [1999, whole], [2100, {}]),
    withdrawn,
  ],
  ['a version that nobody ever sees', seen([0, {}], [3000, {}]), neverPromoted],
])('%s is as promised', (_name, sightings, fate) => {
  expect(sightings.judge(fate, ['eu-west-1'])).toEqual([]);
});

test.each([
  ['a part', seen([1500, part]), published, 'a part was shown: p.whl'],
  ['other bytes', seen([1500, { ...whole, 'p.whl': 'c' }]), published, 'a part was shown'],
  ['a version too early', seen([500, whole]), published, 'shown 490 ms before every region had it staged'],
  ['a region that comes too late', seen([2500, {}], [3000, whole]), published, 'not there 500 ms after'],
  [
    'a version that comes and goes',
    seen([1100, whole], [1200, {}], [1300, whole]),
    published,
    'gone 90 ms later',
  ],
  [
    'a withdrawn version that stays',
    seen([1500, whole], [2700, whole]),
    withdrawn,
    'still shown 700 ms after',
  ],
  ['a version that was never promoted', seen([1500, whole]), neverPromoted, 'never promoted'],
])('%s is a violation', (_name, sightings, fate, problem) => {
  expect(sightings.judge(fate, ['eu-west-1'])).toEqual([expect.stringContaining(problem)]);
});

test('regions differ from the first answer with a version to the last question answered without it', () => {
  const sightings = seen([1000, {}], [1200, whole]);
  sightings.note('us-east-1', 'p', new Map(), { asked: 1700, answered: 1710 });
  expect(sightings.difference(published, ['eu-west-1', 'us-east-1'])).toBe(490);
});
