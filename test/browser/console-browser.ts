import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const ROOT = join(__dirname, '../..');
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

/** Where Chromium is: `CHROMIUM`, or the first on the PATH. */
function findChromium(): string {
  const folders = (process.env['PATH'] ?? '').split(':');
  const found = [
    process.env['CHROMIUM'],
    ...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))),
  ].find((path) => path !== undefined && path !== '' && existsSync(path));
  if (found !== undefined) return found;
  throw new Error(
    'the browser tests need Chromium: "apt-get update && apt-get install -y chromium" installs it on Debian and ' +
      'Ubuntu; or set CHROMIUM to the path of one',
  );
}

/** A real Chromium with a profile of its own, that notes what goes wrong in its pages. */
export class ConsoleBrowser {
  readonly problems: string[] = [];
  private browser?: Browser;
  private context?: BrowserContext;

  async open(size: { width: number; height: number } = { width: 1280, height: 900 }): Promise<Page> {
    this.browser ??= await chromium.launch({ executablePath: findChromium(), args: FLAGS });
    await this.context?.close();
    this.context = await this.browser.newContext({ viewport: size, colorScheme: 'light' });
    // A page waits for jobs, too, which take as long as the machine needs.
    this.context.setDefaultTimeout(120_000);
    const page = await this.context.newPage();
    page.on('pageerror', (error) => this.problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.problems.push(message.text());
    });
    return page;
  }

  /** The browser, once a page is open. */
  get launched(): Browser {
    if (this.browser === undefined) throw new Error('expected a page to be open');
    return this.browser;
  }

  async close(): Promise<void> {
    await this.browser?.close();
  }
}

/** Serious and critical findings of axe on what the page shows now, or on a part of it. */
export async function seriousFindings(page: Page, part = 'body'): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
    .include(part)
    // Rows are all alike, and each costs time.
    .exclude('#run-tabs tbody tr:nth-child(n+4)')
    // There are no frames, for whose findings another page would be opened each time.
    .setLegacyMode()
    .analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) => `${page.url()}: ${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`,
    );
}

/** Keeps pictures for people, light and dark, where `PICTURES` names a folder. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['PICTURES'];
  if (!folder) return;
  mkdirSync(join(ROOT, folder), { recursive: true });
  for (const mode of ['dark', 'light']) {
    await page.getByRole('button', { name: `Switch to ${mode} mode` }).click();
    // Neither a pointer nor a focus ring belongs to the picture.
    await page.mouse.move(0, 0);
    await page.evaluate('document.activeElement.blur(); window.scrollTo(0, 0)');
    await page.screenshot({ path: join(ROOT, folder, `${name}-${mode}.png`), animations: 'disabled' });
  }
}
