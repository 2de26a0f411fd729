// Chromium for the browser flows: the machine's own, driven by Playwright's library.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CHROMIUM_ARGUMENTS } from '@throughline/tools/chromium-arguments';
import { type Browser, chromium, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { ROOT } from './throughline.ts';

const VIEWPORT = { width: 1440, height: 900 };

export async function launchBrowser(): Promise<Browser> {
  // Set by vitest.config.ts, which looks for it; empty when there is none.
  const executablePath = process.env['CHROMIUM_PATH'] ?? '';
  const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_ARGUMENTS] });
  onTestFinished(() => browser.close());
  return browser;
}

export interface WatchedPage {
  readonly page: Page;
  /** What the page complained about: errors, failed requests, messages to the console. */
  readonly complaints: readonly string[];
}

/** A page in the person's language and theme of choice, whose complaints are kept. */
export async function openPage(
  browser: Browser,
  colorScheme: 'light' | 'dark' = 'light',
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: VIEWPORT, colorScheme, locale: 'en-GB' });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  // The browser asks for the icon anew when the address changes, also when the server is just going.
  const isIcon = (url: string) => url.endsWith('/favicon.svg');
  page.on('console', (message) => {
    if (isIcon(message.location().url)) return;
    if (message.type() === 'error' || message.type() === 'warning') {
      complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
    }
  });
  page.on('response', (answer) => {
    if (answer.status() >= 400 && !isIcon(answer.url()))
      complaints.push(`${answer.status()}: ${answer.url()}`);
  });
  return { page, complaints };
}

/** Leaves a picture in e2e/.output for people to look at. */
export async function takeScreenshot(page: Page, name: string): Promise<void> {
  const folder = join(ROOT, 'e2e/.output');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** Rows of the waterfall that a person can see: inside the window, and not hidden under something else. */
export function rowsInSight(page: Page): Promise<number> {
  return page.evaluate(() => {
    const rows = [...document.querySelectorAll('[data-testid=span-row]')];
    return rows.filter((row) => {
      const { left, top, height } = row.getBoundingClientRect();
      const there = document.elementFromPoint(left + 100, top + height / 2);
      return there !== null && row.contains(there);
    }).length;
  });
}
