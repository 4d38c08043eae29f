import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DescribeExecutionCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import type { Page } from 'playwright-core';
import { READ_LIMIT } from '../../lib/console/api/read-limit';
import { ROLLED_BACK_EXECUTION, rolledBackHistory } from '../cli/runs/history';
import { ROOT, testContext } from '../cli/test-context';
import { ConsoleBrowser, picture } from './console-browser';

const ACCOUNT = '123456789012';
const NAME = 'a1b2c3d4-0000-4000-8000-000000000000';
const ARN = `arn:aws:states:us-east-1:${ACCOUNT}:execution:vigilant-publish:${NAME}`;
const NOW = testContext().context.clock.now();
const { withLock } = require('../../bin/setup/lock.js');

const sts = mockClient(STSClient);
const stepFunctions = mockClient(SFNClient);
const browser = new ConsoleBrowser();
const stop = new AbortController();
const printed: string[] = [];
let ended: Promise<unknown>;
let page: Page;
let url: string;

/** `vigilant console`, as it runs against a real account: nothing here knows of an endpoint. */
async function startConsole(port = '0', signal = stop.signal): Promise<string> {
  const { context } = testContext();
  return new Promise((resolve) => {
    const terminal = {
      ...context.terminal,
      note: (line: string) => void printed.push(line),
      print: (line = '') => resolve(line),
    };
    const setup = { ...context.setup, withLock };
    ended = testContext({ terminal, setup, stop: signal }).command('console', '--port', port);
  });
}

beforeAll(async () => {
  page = await browser.open();
  sts.on(GetCallerIdentityCommand).resolves({ Account: ACCOUNT, Arn: `arn:aws:iam::${ACCOUNT}:user/me` });
  const execution = { ...ROLLED_BACK_EXECUTION, executionArn: ARN, name: NAME };
  const definition = readFileSync(join(ROOT, 'state-machines/publish.asl.json'), 'utf8');
  const { status, startDate, stopDate } = execution;
  stepFunctions
    .on(ListExecutionsCommand)
    .resolves({
      executions: [{ executionArn: ARN, name: NAME, status, startDate, stopDate, stateMachineArn: '' }],
    })
    .on(DescribeExecutionCommand)
    .resolves(execution)
    .on(GetExecutionHistoryCommand)
    .resolves({ events: rolledBackHistory() })
    .on(DescribeStateMachineForExecutionCommand)
    .resolves({ definition } as never);
  url = await startConsole();
});
afterAll(async () => {
  stop.abort();
  await ended;
  await browser.close();
});

test('account and region of a real account are on the terminal, on every page, and in the title', async () => {
  expect(printed.join('\n')).toContain(`account ${ACCOUNT}, region us-east-1 (AWS)`);
  for (const hash of ['runs', `runs/${NAME}`]) {
    await page.goto(`${url}#/${hash}`);
    await page.getByText(`AWS account ${ACCOUNT} · us-east-1 · deployment vigilant`).waitFor();
    expect(await page.title()).toContain(`AWS ${ACCOUNT} us-east-1`);
  }
});

test('nothing can be broken on purpose in a real account', async () => {
  expect(await page.getByRole('link', { name: 'Faults' }).count()).toBe(0);
  expect((await page.request.get(`${url}_console/api/faults`)).status()).toBe(409);
});

test('a run leads to the same execution in the AWS console', async () => {
  const link = page.getByRole('link', { name: /Open in the AWS console/ });
  expect(await link.getAttribute('href')).toBe(
    `https://us-east-1.console.aws.amazon.com/states/home?region=us-east-1#/v2/executions/details/${ARN}`,
  );
  await picture(page, 'account-run');
});

test('a run that was stopped and never recovered says so, with what to do', async () => {
  const name = 'stopped-long-ago';
  const executionArn = ARN.replace(NAME, name);
  stepFunctions.on(DescribeExecutionCommand, { executionArn }).resolves({
    ...{ ...ROLLED_BACK_EXECUTION, executionArn, name, status: 'ABORTED' },
    ...{ error: undefined, cause: undefined },
  });
  await page.goto(`${url}#/runs/${name}`);
  await page.getByText('Aborted', { exact: true }).first().waitFor();
  await page.getByText('This run did not clean up itself, and of all runs none is its recovery').waitFor();
  await page.getByText('"npx vigilant rollback wordcount 1.0.0 --follow"').waitFor();
  await picture(page, 'account-unrecovered');
});

test('a run whose build differs from what is published offers no second try with the same build', async () => {
  const name = 'other-build';
  const executionArn = ARN.replace(NAME, name);
  stepFunctions
    .on(DescribeExecutionCommand, { executionArn })
    .resolves({ ...ROLLED_BACK_EXECUTION, executionArn, name, error: 'VersionConflict' });
  await page.goto(`${url}#/runs/${name}`);
  await page.getByText('VersionConflict').first().waitFor();
  await page.getByRole('link', { name: /Open in the AWS console/ }).waitFor();
  expect(await page.getByRole('button', { name: 'Re-publish' }).count()).toBe(0);
  await page.goto(`${url}#/runs/${NAME}`);
  await page.getByRole('button', { name: 'Re-publish' }).waitFor();
});

test('how long a run has taken so far is counted with the clock of AWS, not with that of the browser', async () => {
  const name = 'still-going';
  const executionArn = ARN.replace(NAME, name);
  stepFunctions.on(DescribeExecutionCommand, { executionArn }).resolves({
    ...{ ...ROLLED_BACK_EXECUTION, executionArn, name, status: 'RUNNING' },
    // The clock of this context stands still, months before that of the browser.
    ...{ error: undefined, cause: undefined, stopDate: undefined, startDate: new Date(NOW - 65_000) },
  });
  await page.goto(`${url}#/runs/${name}`);
  await page.getByText('1 min 5 s', { exact: true }).first().waitFor();
});

test('a link leads the keyboard to the heading of its page, unless a person has moved on meanwhile', async () => {
  const heading = page.locator('h1:focus');
  const button = page.getByRole('button', { name: 'Switch to dark mode' });
  await page.goto(`${url}#/runs`);
  await page.getByRole('link', { name: NAME.slice(0, 8) }).click();
  await page.getByRole('heading', { name: 'wordcount 1.0.0' }).waitFor();
  await heading.waitFor();
  await page.getByRole('link', { name: 'Runs', exact: true }).first().click();
  await heading.waitFor();
  let answer = () => undefined as unknown;
  const asked = new Promise<void>((resolve) => {
    void page.route('**/api/run?*', (route) => {
      answer = () => route.continue();
      resolve();
    });
  });
  await page.getByRole('link', { name: NAME.slice(0, 8) }).click();
  await asked;
  await button.focus();
  await answer();
  await page.getByRole('heading', { name: 'wordcount 1.0.0' }).waitFor();
  await button.and(page.locator(':focus')).waitFor();
  await page.unroute('**/api/run?*');
});

test('a run that starts after its dialog was cancelled is told of, and leads nobody away', async () => {
  let answer = () => undefined as unknown;
  const asked = new Promise<void>((resolve) => {
    void page.route('**/api/republish', (route) => {
      answer = () => route.fulfill({ body: JSON.stringify({ name: 'started-meanwhile' }) });
      resolve();
    });
  });
  await page.goto(`${url}#/runs/${NAME}`);
  await page.getByRole('button', { name: 'Re-publish' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Re-publish' }).click();
  await asked;
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Re-publish' }).click();
  await answer();
  await page.getByText('Run started-meanwhile was started.').waitFor();
  expect(page.url()).toBe(`${url}#/runs/${NAME}`);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.unroute('**/api/republish');
});

test('a page whose request is never answered says so after a while, and goes on by itself', async () => {
  await page.clock.install();
  let asked = () => {};
  const silent = new Promise<void>((resolve) => {
    asked = resolve;
  });
  await page.route('**/api/runs?*', () => asked());
  await page.goto(`${url}#/runs`);
  await silent;
  await page.getByText('Loading runs').waitFor();
  await page.clock.fastForward(READ_LIMIT);
  await page.getByText('Runs could not be loaded: Nothing answers').waitFor();
  await page.getByText(/expected within 60 seconds, and none came/).waitFor();
  await page.unroute('**/api/runs?*');
  await page.clock.fastForward(10_000);
  await page.getByRole('heading', { name: 'Runs (1)' }).waitFor();
  await page.clock.resume();
  await page.goto(`${url}#/runs/${NAME}`);
});

test('a call that IAM denies is told as that, with what to do', async () => {
  const message = `User: arn:aws:iam::${ACCOUNT}:user/me is not authorized to perform: states:ListExecutions`;
  stepFunctions
    .on(ListExecutionsCommand)
    .rejects(Object.assign(new Error(message), { name: 'AccessDeniedException' }));
  await page.goto(`${url}#/runs`);
  await page.getByText('Runs could not be loaded: Access denied').waitFor();
  await page.getByText(`AWS account ${ACCOUNT} · us-east-1`).waitFor();
  await page.getByText(message).waitFor();
  await page.getByText(/Start it again with a profile that has it/).waitFor();
  await picture(page, 'account-denied');
  browser.problems.splice(0);
});

test('when the program that serves it is gone, the page says so and keeps what it showed', async () => {
  await page.goto(`${url}#/runs/${NAME}`);
  await page.getByRole('heading', { name: /1\.0\.0/ }).waitFor();
  stop.abort();
  await ended;
  await page.goto(`${url}#/runs`);
  await page.getByText('Runs could not be loaded: Nothing answers').waitFor();
  await picture(page, 'account-gone');
  browser.problems.splice(0);
});

test('when it is started again for another account, an open page shows that one', async () => {
  const again = new AbortController();
  const other = '210987654321';
  sts.on(GetCallerIdentityCommand).resolves({ Account: other, Arn: `arn:aws:iam::${other}:user/me` });
  stepFunctions.on(ListExecutionsCommand).resolves({ executions: [] });
  try {
    await startConsole(new URL(url).port, again.signal);
    await page.getByText('No runs yet').waitFor();
    await page.getByText(`AWS account ${other} · us-east-1`).waitFor();
    expect(await page.title()).toContain(other);
  } finally {
    again.abort();
    await ended;
    browser.problems.splice(0);
  }
});
