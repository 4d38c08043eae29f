import type { Page } from 'playwright-core';
import { faultsOf } from '../../lib/cli/runtime/runtime-api';
import { Deployment, REGIONS } from '../acceptance/deployment';
import { ConsoleBrowser, picture, seriousFindings } from './console-browser';
import { pictureManifest } from './picture-manifest';
import { UnevenReleases } from './uneven-releases';

const PACKAGE = 'sample-table';
const [EAST, WEST, EU] = REGIONS;
const deployment = new Deployment();
const browser = new ConsoleBrowser();
const releases = new UnevenReleases(deployment, PACKAGE);
let page: Page;

const row = (version: string) => page.getByRole('row').filter({ hasText: `${PACKAGE} ${version}` });
/** Faults are injected without the command line here: others test that, and it takes a second each time. */
const faults = () => faultsOf(deployment.url);
const failing = { kind: 'error', status: 500, code: 'InternalServerException' } as const;
const denied = { kind: 'error', status: 403, code: 'AccessDeniedException' } as const;
/** The cell of a version in a region, when it shows this state. */
const cell = (version: string, region: string, state: string) =>
  row(version)
    .getByRole('gridcell')
    .nth(REGIONS.indexOf(region as typeof EAST))
    .getByText(state, { exact: true });

beforeAll(async () => {
  page = await browser.open({ width: 1280, height: 460 });
  await deployment.start();
});
afterAll(async () => {
  releases.close();
  await browser.close();
  await deployment.remove();
});
afterEach(() => {
  expect(browser.problems.splice(0)).toEqual([]);
});

test('the grid says of every region whether it serves the same, something else, or nothing', async () => {
  await releases.publish('1.0.0', REGIONS);
  await releases.remove(WEST, '1.0.0');
  await releases.archive(EU, '1.0.0');
  // Three builds of one version, each published where the ledger had forgotten the others.
  await releases.publish('1.1.0', [WEST], { bytes: 100 });
  await releases.forget('1.1.0');
  await releases.publish('1.1.0', [EU], { sourceOnly: true });
  await releases.forget('1.1.0');
  await releases.publish('1.1.0', [EAST]);
  await page.goto(`${deployment.url}/#/releases`);
  await cell('1.0.0', EAST, 'published').waitFor();
  await cell('1.0.0', WEST, 'missing').waitFor();
  await cell('1.0.0', EU, 'withdrawn').waitFor();
  await cell('1.1.0', EAST, 'published').waitFor();
  await cell('1.1.0', WEST, 'differs').waitFor();
  await cell('1.1.0', EU, 'partial').waitFor();
});

test('a cell that drifted says which files differ, and from what', async () => {
  await row('1.1.0').getByText('1 file with other bytes').waitFor();
  await row('1.1.0').getByText('1 file missing').waitFor();
  await cell('1.1.0', WEST, 'differs').click();
  await page.getByText('other bytes: sample_table-1.1.0-py3-none-any.whl').waitFor();
  await page.getByText(/^expected [0-9a-f]{12}, found [0-9a-f]{12}$/).waitFor();
  await page.keyboard.press('Escape');
  await cell('1.0.0', EU, 'withdrawn').click();
  await page.getByText('its status is Archived: consumers do not find it').waitFor();
  await page.keyboard.press('Escape');
});

test('a region that waits for another one shows its version as staged', async () => {
  const { digest } = await releases.store('2.0.0');
  await faults().add({
    region: EU,
    operation: 'PublishPackageVersion',
    effect: { kind: 'delay', milliseconds: 20_000 },
  });
  const execution = await deployment.startRun({ package: PACKAGE, version: '2.0.0', digest });
  await cell('2.0.0', EAST, 'staged').waitFor();
  await picture(page, 'console-releases');
  await faults().clear();
  expect((await deployment.endOf(execution)).status).toBe('SUCCEEDED');
  await cell('2.0.0', EU, 'published').waitFor();
});

test('versions are found by text, and those that drifted by a click', async () => {
  const find = page.getByRole('searchbox', { name: 'Find releases' });
  await find.fill(`${WEST}: differs`);
  await row('1.0.0').waitFor({ state: 'detached' });
  await row('1.1.0').waitFor();
  await find.fill('');
  await page.getByRole('button', { name: 'Drifted (2)' }).click();
  await row('2.0.0').waitFor({ state: 'detached' });
  expect(await row('1.').count()).toBe(2);
  await page.getByRole('button', { name: 'All' }).click();
});

test('a region that does not answer is unknown, and why', async () => {
  await faults().add({ region: EU, operation: 'ListPackages', effect: denied });
  await cell('1.0.0', EU, 'unknown').click();
  await page.getByText(/AccessDeniedException/).waitFor();
  await page.keyboard.press('Escape');
  await faults().clear();
  await cell('1.0.0', EU, 'withdrawn').waitFor();
});

test('what a rollback could not remove is a leftover, until a rollback by click removes it', async () => {
  await faults().add({ region: EU, operation: 'CopyPackageVersions', effect: failing });
  await faults().add({ region: WEST, operation: 'UpdatePackageVersionsStatus', effect: failing });
  const { digest } = await releases.store('3.0.0');
  const execution = await deployment.run({ package: PACKAGE, version: '3.0.0', digest });
  expect(execution.error).toBe('RollbackIncomplete');
  await cell('3.0.0', WEST, 'leftover').waitFor();
  await faults().clear();
  const name = execution.executionArn?.split(':').at(-1);
  await page.setViewportSize({ width: 1280, height: 1660 });
  await page.goto(`${deployment.url}/#/runs/${name}`);
  await page.getByText('Could not be taken back in').waitFor();
  expect(await page.locator('.problems dt').allTextContents()).toEqual([EU, WEST]);
  const regions = page.getByRole('table', { name: 'Regions and steps' });
  await regions.getByRole('row', { name: WEST }).getByText('left behind').waitFor();
  await regions.getByRole('row', { name: EU }).getByText('4 attempts').waitFor();
  await picture(page, 'console-run');
  await page.getByRole('button', { name: 'Roll back' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Roll back' }).click();
  await page.getByText(/^Run rollback-sample-table-3\.0\.0-\S+ was started\.$/).waitFor();
  await page.getByRole('button', { name: /^RolledBack.*succeeded/ }).waitFor();
  await page.getByRole('link', { name: 'Releases' }).click();
  await cell('3.0.0', WEST, '–').waitFor();
});

test('no cell of any kind is a serious finding of axe, and the whole grid fits into 400 pixels', async () => {
  expect(await seriousFindings(page)).toEqual([]);
  await page.setViewportSize({ width: 400, height: 800 });
  await page.getByText(`${PACKAGE} 1.1.0`).waitFor();
  for (const state of ['published', 'missing', 'differs', 'partial', 'withdrawn']) {
    const box = await page.getByText(state, { exact: true }).first().boundingBox();
    expect({ state, right: Math.ceil((box?.x ?? 999) + (box?.width ?? 0)) <= 400 }).toEqual({
      state,
      right: true,
    });
  }
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(400);
  expect(await seriousFindings(page)).toEqual([]);
});

test('pictures that were taken are listed with what they were taken of', async () => {
  await pictureManifest.write();
});
