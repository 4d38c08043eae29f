import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Page } from 'playwright-core';
import { createBackend } from '../../lib/cli/console/create-backend';
import { listenForConsole } from '../../lib/cli/console/listen-for-console';
import { serveConsole } from '../../lib/cli/console/serve-console';
import { describeTarget } from '../../lib/cli/target';
import { parseConfig } from '../../lib/config';
import { openReleaseWorld, PACKAGE, type ReleaseWorld } from '../bench/world/release-world';
import { REGIONS } from '../bench/world/synthesize-app';
import { testContext } from '../cli/test-context';
import { ConsoleBrowser, picture } from './console-browser';
import { type Drawing, drawingOf } from './drawing-of';

const RUNS = 500;
/** How many executions are started at once. */
const AT_ONCE = 20;
/**
 * Elements and boxes that a single task may draw. Pages here needed 1,300 to 4,300, a list that draws all 500 rows at
 * once 37,000.
 */
const STANDSTILL = 8_000;
const { withLock } = require('../../bin/setup/lock.js');

const browser = new ConsoleBrowser();
let world: ReleaseWorld;
let server: Server;
let page: Page;
let url: string;
let run: string;

beforeAll(async () => {
  page = await browser.open();
  world = await openReleaseWorld();
  const made = await world.prepare('1.0.0');
  run = (await world.publish(made, REGIONS)).executionArn?.split(':').at(-1) ?? '';
  for (let started = 1; started < RUNS; started += AT_ONCE)
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, RUNS - started) }, start));
  const { context } = testContext();
  const config = parseConfig({ vigilant: { replicaRegions: REGIONS.slice(1) } });
  const target = await describeTarget(config, world.clients, world.url);
  const backend = createBackend(context, target, { local: true });
  const served = serveConsole({
    context: { ...context, setup: { ...context.setup, withLock } },
    backend: async () => backend,
    log: () => undefined,
  });
  server = await listenForConsole(served, 0);
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server?.close();
  server?.closeAllConnections();
  await browser.close();
  await world?.close();
});
afterEach(() => {
  expect(browser.problems.splice(0)).toEqual([]);
});

/** A run that is over soon: its input is refused by the first state. */
async function start(): Promise<void> {
  const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:vigilant-publish';
  const input = JSON.stringify({ package: PACKAGE, version: 'no version' });
  await world.clients.stepFunctions.send(new StartExecutionCommand({ stateMachineArn, input }));
}

const rows = (table: string) => page.locator(`[aria-label="${table}"] tbody tr`).count();
const use = (work: () => Promise<void>) => drawingOf(browser.launched, page, work);
const expectSmooth = ({ mostInATask, tasks }: Drawing) => {
  expect(tasks).toBeGreaterThan(100);
  expect(mostInATask).toBeGreaterThan(100);
  expect(mostInATask).toBeLessThan(STANDSTILL);
};

test('500 runs are listed, paged, filtered and scrolled without a standstill', async () => {
  await page.goto(`${url}/#/runs`);
  await page.getByText(`(${RUNS})`).waitFor();
  // Everything is known of the oldest, too.
  await page.getByRole('button', { name: 'Page 20 of runs' }).click();
  await page.getByRole('row').filter({ hasText: '1.0.0' }).getByText('Published').waitFor();
  const drawing = await use(async () => {
    for (const number of [1, 2, 3])
      await page.getByRole('button', { name: `Page ${number} of runs` }).click();
    const find = page.getByRole('searchbox', { name: 'Find runs' });
    await find.pressSequentially('no version', { delay: 20 });
    await find.fill('');
    await find.pressSequentially('1.0.0', { delay: 20 });
    await page.getByText('1 found').first().waitFor();
    await find.fill('');
    // The header that sticks to the top covers the table's own, and stands for it.
    await page.getByRole('columnheader', { name: 'Version' }).getByRole('button').click({ force: true });
    for (let turn = 0; turn < 10; turn++) await page.mouse.wheel(0, turn < 5 ? 400 : -400);
  });
  expectSmooth(drawing);
  expect(await rows('Runs')).toBe(25);
});

test('a list that does not change is not drawn again by looking for news', async () => {
  await page.goto(`${url}/#/runs`);
  await page.getByText(`(${RUNS})`).waitFor();
  const answers: Promise<unknown>[] = [];
  const asked = async () => {
    const answer = await page.waitForResponse(/_console\/api\/runs/);
    answers.push(answer.finished());
  };
  await asked();
  await page.evaluate(`{
    window.changes = 0;
    new MutationObserver((all) => { window.changes += all.length; })
      .observe(document.querySelector('table'), { subtree: true, childList: true, characterData: true });
  }`);
  for (let poll = 0; poll < 3; poll++) await asked();
  await Promise.all(answers);
  expect(await page.evaluate('window.changes')).toBe(0);
});

test('a run in 13 regions is drawn, opened and scrolled without a standstill', async () => {
  const drawing = await use(async () => {
    await page.goto(`${url}/#/runs/${run}`);
    await page.getByRole('heading', { name: `${PACKAGE} 1.0.0` }).waitFor();
    await page.getByText('Show every state').click();
    await page.getByRole('tab', { name: 'Attempts' }).click();
    await page.getByRole('tab', { name: /^Events/ }).click();
    for (let turn = 0; turn < 10; turn++) await page.mouse.wheel(0, turn < 5 ? 500 : -500);
  });
  expectSmooth(drawing);
  const matrix = page.getByRole('table', { name: 'Regions and steps' });
  for (const region of REGIONS)
    await matrix.getByRole('row', { name: region }).getByText('promoted', { exact: true }).waitFor();
  expect(await rows('Event history')).toBe(25);
  await page.getByText('Show every state').click();
  await page.setViewportSize({ width: 1280, height: 1500 });
  await picture(page, 'thirteen-run');
});

test('the grid of 13 regions scrolls sideways by itself, and the page does not', async () => {
  await page.setViewportSize({ width: 1280, height: 900 });
  const drawing = await use(async () => {
    await page.goto(`${url}/#/releases`);
    await page.getByText('published', { exact: true }).nth(12).waitFor();
    await page.getByText('published', { exact: true }).nth(12).scrollIntoViewIfNeeded();
    for (let turn = 0; turn < 6; turn++) await page.mouse.wheel(turn < 3 ? 400 : -400, 0);
  });
  expectSmooth(drawing);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(1280);
  await picture(page, 'thirteen-releases');
});
