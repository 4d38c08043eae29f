import type { Page } from 'playwright-core';
import { faultsOf } from '../../lib/cli/runtime/runtime-api';
import { Deployment, PACKAGE, REGIONS } from '../acceptance/deployment';
import { ConsoleBrowser, seriousFindings } from './console-browser';

const VERSION = '1.0.0';
const deployment = new Deployment();
const browser = new ConsoleBrowser();
let page: Page;

const summary = (text: string) => page.getByText(text, { exact: true }).first();
const recovery = () => row('Recovery').filter({ hasText: PACKAGE }).first();
const row = (name: string) => page.getByRole('row').filter({ hasText: name });

beforeAll(async () => {
  // First, because it tells how to install what is missing.
  page = await browser.open();
  await deployment.start();
});
afterAll(async () => {
  await browser.close();
  await deployment.remove();
});
afterEach(() => {
  expect(browser.problems.splice(0)).toEqual([]);
});

test('a publish is watched live from the empty list to its end, without reloading', async () => {
  await page.goto(deployment.url);
  await page.getByText('No runs yet').waitFor();
  await page.getByText('"npx vigilant pushes" shows its build').first().waitFor();
  await page.evaluate('window.notReloaded = true');
  await deployment.push({ version: VERSION });
  await row(PACKAGE).getByText('Running').waitFor();
  await row(PACKAGE).getByRole('link').click();
  await page.getByRole('heading', { name: `${PACKAGE} ${VERSION}` }).waitFor();
  await page.getByRole('button', { name: /^PublishRegions.*running/ }).waitFor();
  await page.getByRole('tab', { name: 'Job logs' }).click();
  await page
    .getByRole('log')
    .getByText(/twine|upload/i)
    .first()
    .waitFor();
  await page.getByRole('button', { name: /^RecordPublished.*succeeded/ }).waitFor();
  await summary('Succeeded').waitFor();
  for (const region of REGIONS) {
    await page
      .getByRole('table', { name: 'Regions and steps' })
      .getByRole('row', { name: region })
      .getByText('promoted')
      .waitFor();
  }
  expect(await page.evaluate('window.notReloaded')).toBe(true);
  await page.getByRole('tab', { name: /^Events/ }).click();
});

test('a click on a state finds its events, also a second one, until a person turns to something else', async () => {
  const find = page.getByRole('searchbox', { name: 'Find events' });
  const finds = (text: string) => page.locator(`input[aria-label="Find events"][value="${text}"]`).waitFor();
  const state = page.getByRole('button', { name: /^PromoteRegions/ });
  await state.click();
  await finds('PromoteRegions');
  await find.fill('us-east-1');
  await state.click();
  await finds('PromoteRegions');
  await page.getByRole('tab', { name: 'Attempts' }).click();
  await page.getByRole('tab', { name: /^Events/ }).click();
  expect(await find.inputValue()).toBe('');
});

test('a dry run says of every region what would be done, and why', async () => {
  const { executionArn } = await deployment.run({ package: PACKAGE, version: VERSION, dryRun: true });
  await page.goto(`${deployment.url}/#/runs/${executionArn?.split(':').at(-1)}`);
  await page.getByText('Dry run: nothing was done').waitFor();
  const plan = page.getByText('would leave alone: every asset is there with the same SHA-256');
  await plan.nth(REGIONS.length - 1).waitFor();
});

test('a version that was deleted by hand shows as missing, and is re-published by a click', async () => {
  await page.goto(`${deployment.url}/#/releases`);
  await row(PACKAGE).getByText('published', { exact: true }).nth(2).waitFor();
  await deployment.deleteVersion('us-west-2', VERSION);
  await row(PACKAGE).getByText('missing').click();
  await page.getByText('the ledger says published, the version is not there').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: `Re-publish ${PACKAGE} ${VERSION}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Re-publish' }).click();
  await page.getByRole('heading', { name: `${PACKAGE} ${VERSION}` }).waitFor();
  await page.getByRole('button', { name: /^RecordPublished.*succeeded/ }).waitFor();
  await page.getByRole('link', { name: 'Releases' }).click();
  await row(PACKAGE).getByText('published', { exact: true }).nth(2).waitFor();
  expect(await deployment.served()).toMatchObject({
    'us-west-2': { [`sample_wordcount-${VERSION}.tar.gz`]: expect.any(String) },
  });
});

test('an action that fails after its dialog was closed is told all the same', async () => {
  await page.goto(`${deployment.url}/#/releases`);
  let fail = () => undefined as unknown;
  const asked = new Promise<void>((resolve) => {
    const answer = { status: 502, body: JSON.stringify({ message: 'ThrottlingException: slow down' }) };
    void page.route('**/api/republish', (route) => {
      fail = () => route.fulfill(answer);
      resolve();
    });
  });
  await page.getByRole('button', { name: `Re-publish ${PACKAGE} ${VERSION}` }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Re-publish' }).click();
  await asked;
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'detached' });
  await fail();
  await page.getByText('Re-publish failed: ThrottlingException: slow down').waitFor();
  await page.unroute('**/api/republish');
  browser.problems.splice(0);
});

test('a fault is injected by click, the run it breaks is rolled back, and the page says why', async () => {
  await deployment.deleteVersion('eu-west-1', VERSION);
  await page.goto(`${deployment.url}/#/faults`);
  await page.getByText('Nothing is broken on purpose.').waitFor();
  await page.getByRole('button', { name: 'Inject fault' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: /^Calls/ }).click();
  await page.getByRole('option', { name: 'Promotion to the release repository' }).click();
  await dialog.getByRole('button', { name: 'Inject' }).click();
  await row('CopyPackageVersions').getByText('eu-west-1').waitFor();
  const { id } = await faultsOf(deployment.url).add({ region: 'us-west-2', effect: { kind: 'reset' } });
  await page.getByRole('button', { name: `Clear ${id.slice(0, 8)}` }).click();
  await dialog.getByRole('button', { name: 'Clear' }).click();
  await row('us-west-2').waitFor({ state: 'detached' });
  const execution = await deployment.startRun({ package: PACKAGE, version: VERSION });
  await page.goto(`${deployment.url}/#/runs/${execution.split(':').at(-1)}`);
  await page.getByRole('button', { name: /^PublishRolledBack.*failed/ }).waitFor();
  await page.getByText('Every region serves what it served before this run.').first().waitFor();
  await page
    .getByText(/region eu-west-1: copying/)
    .first()
    .waitFor();
  await page.getByRole('button', { name: /^PromoteRegions.*1 of 1 failed/ }).waitFor();
  expect(await page.locator('.problems dt').allTextContents()).toEqual(['eu-west-1']);
  const regions = page.getByRole('table', { name: 'Regions and steps' });
  await regions.getByRole('row', { name: 'eu-west-1' }).getByText('failed').waitFor();
  await regions.getByRole('row', { name: 'eu-west-1' }).getByText('retracted').waitFor();
  await page.goto(`${deployment.url}/#/faults`);
  await page.getByRole('button', { name: 'Clear all' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Clear all' }).click();
  await page.getByText('Nothing is broken on purpose.').waitFor();
});

test('a run is stopped by click, and a recovery run appears', async () => {
  await deployment.fault('--region', 'eu-west-1', '--operation', 'PublishPackageVersion', '--delay', '60000');
  expect((await deployment.served())['eu-west-1']).toEqual({});
  const execution = await deployment.startRun({ package: PACKAGE, version: VERSION });
  await page.goto(`${deployment.url}/#/runs/${execution.split(':').at(-1)}`);
  await page.getByRole('button', { name: /^PublishRegions.*running/ }).waitFor();
  await page.getByRole('button', { name: 'Stop run' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect(await page.getByRole('button', { name: /^PublishRegions.*running/ }).count()).toBe(1);
  await page.getByRole('button', { name: 'Stop run' }).click();
  await dialog.getByRole('button', { name: 'Stop run' }).click();
  await page.getByText(/ was stopped\. A recovery run takes back what it had done\.$/).waitFor();
  await summary('Aborted').waitFor();
  await page.getByRole('button', { name: 'Stop run' }).waitFor({ state: 'detached' });
  await deployment.mend();
  await page.getByText(/This run did not clean up itself: recovery run [0-9a-f]{8} takes back/).waitFor();
  await page.getByRole('link', { name: 'Runs', exact: true }).first().click();
  await page.getByRole('searchbox', { name: 'Find runs' }).fill('aborted');
  await page.getByText('1 found').first().waitFor();
  await page.getByRole('searchbox', { name: 'Find runs' }).fill('');
  await recovery().getByText('Running').waitFor();
});

test('a run is found, opened and its events read with the keyboard alone', async () => {
  await page.goto(`${deployment.url}/#/runs`);
  await row(PACKAGE).first().waitFor();
  const press = async (key: string, until: () => Promise<boolean>) => {
    for (let presses = 0; presses < 60; presses++) {
      if (await until()) return;
      await page.keyboard.press(key);
    }
    throw new Error(`${key} was pressed 60 times in vain`);
  };
  const focused = () =>
    page.evaluate('document.activeElement.textContent + document.activeElement.ariaLabel') as Promise<string>;
  await press(
    'Tab',
    async () =>
      (await page.evaluate('document.activeElement.type')) === 'text' || /Find runs/.test(await focused()),
  );
  await page.keyboard.type('push');
  await press(
    'Tab',
    async () => (await page.evaluate('document.activeElement.closest("table") !== null')) as boolean,
  );
  await press(
    'ArrowDown',
    async () => (await page.evaluate('document.activeElement.closest("tbody") !== null')) as boolean,
  );
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: `${PACKAGE} ${VERSION}` }).waitFor();
  await press('Tab', async () => /^Events/.test(await focused()));
  await page.keyboard.press('ArrowRight');
  await page.getByRole('tab', { name: 'Attempts', selected: true }).waitFor();
});

test('no page has serious findings of axe, in light or dark, and none is wider than the screen', async () => {
  const runs = await deployment.vigilant('runs', '--json');
  const name = JSON.parse(runs.stdout).runs[0].name;
  const findings: string[] = [];
  const pages = {
    runs: 'Runs',
    [`runs/${name}`]: `${PACKAGE} ${VERSION}`,
    releases: 'Releases',
    faults: 'Faults',
  };
  // Colours do not depend on the width, and what is drawn does not depend on the colours.
  for (const [mode, width] of [
    ['light', 1280],
    ['dark', 400],
  ] as const) {
    page = await browser.open({ width, height: 800 });
    await page.goto(`${deployment.url}/#/runs`);
    await page.evaluate(`localStorage.setItem('mode', '${mode}')`);
    await page.reload();
    for (const [hash, heading] of Object.entries(pages)) {
      await page.goto(`${deployment.url}/#/${hash}`);
      await page.getByRole('heading', { name: heading }).first().waitFor();
      findings.push(...(await seriousFindings(page)));
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    }
    await page.getByRole('button', { name: 'Inject fault' }).first().click();
    await page.getByRole('dialog').waitFor();
    findings.push(...(await seriousFindings(page, '[role=dialog]')));
  }
  expect(findings).toEqual([]);
});

test('a run that does not exist is told as an error, with a way to try again', async () => {
  await page.goto(`${deployment.url}/#/runs/no-such-run`);
  await page.getByText('Run could not be loaded').waitFor();
  await page.getByText(/ExecutionDoesNotExist/).waitFor();
  await page.getByRole('button', { name: 'Try again' }).waitFor();
  // The browser itself notes every answer that is an error.
  browser.problems.splice(0);
});

test('an answer that cannot be drawn leaves the other pages, and says what is wrong', async () => {
  page = await browser.open();
  const strange = { status: 200, body: JSON.stringify({ name: 'strange', status: { of: 'what' } }) };
  await page.route('**/api/run?*', (route) => route.fulfill(strange));
  await page.goto(`${deployment.url}/#/runs/strange`);
  await page.getByText('This page could not be drawn', { exact: true }).waitFor();
  await page.getByText('This page could not be drawn: Invalid time value').waitFor();
  await page.getByRole('link', { name: 'Releases', exact: true }).click();
  await page.getByRole('heading', { name: 'Releases' }).first().waitFor();
  await page.unroute('**/api/run?*');
  browser.problems.splice(0);
});

test('an address that was cut off leads to a page that says so, not to an empty one', async () => {
  await page.goto(`${deployment.url}/#/runs/cut%`);
  await page.reload();
  await page.getByText('Run could not be loaded').waitFor();
  await page.getByText('cut%', { exact: true }).first().waitFor();
  browser.problems.splice(0);
});

// Last, because recovery first waits a minute for what the stopped run may still have at work.
test('the recovery run ends, and every region serves what it served before the run that was stopped', async () => {
  page = await browser.open();
  await page.goto(`${deployment.url}/#/runs`);
  await recovery().getByText('Succeeded').waitFor();
  const served = await deployment.served();
  expect(served['eu-west-1']).toEqual({});
  expect(Object.keys(served['us-east-1'] ?? {})).toHaveLength(2);
});
