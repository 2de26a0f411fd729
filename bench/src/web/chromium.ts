// The browser that is measured: the machine's own Chromium, headless, with nothing of its own to do.

import { readFileSync } from 'node:fs';
import { CHROMIUM_ARGUMENTS } from '@throughline/tools/chromium-arguments';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { installProbe } from './page-probe.ts';

const VIEWPORT = { width: 1440, height: 900 };
/** A million spans on a busy machine. */
const TIMEOUT_MS = 180_000;

export async function withChromium<T>(use: (browser: Browser) => Promise<T>): Promise<T> {
  // Set by tools/bench.mjs and vitest.config.ts, which look for it.
  const executablePath = process.env['CHROMIUM_PATH'] ?? '';
  if (executablePath === '') {
    throw new Error('Chromium is missing: install it, or name its executable in CHROMIUM_PATH');
  }
  const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_ARGUMENTS] });
  try {
    return await use(browser);
  } finally {
    await browser.close();
  }
}

/** A page with nothing in its cache. */
export async function withPage<T>(
  browser: Browser,
  use: (page: Page, context: BrowserContext) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext({ viewport: VIEWPORT, locale: 'en-GB' });
  try {
    // tsx marks functions by their names with a helper of its own, which a page does not have.
    await context.addInitScript('globalThis.__name = (named) => named');
    await context.addInitScript(installProbe);
    const page = await context.newPage();
    page.setDefaultTimeout(TIMEOUT_MS);
    return await use(page, context);
  } finally {
    await context.close();
  }
}

export interface PageMemory {
  /** Of the page's process, its own: what no other process shares, in bytes. */
  readonly processBytes: number;
  /** Of that, what JavaScript's heap has, without the contents of array buffers. */
  readonly heapBytes: number;
}

/** After a garbage collection. The page's process is the one with the most memory: the others are empty. */
export async function pageMemory(browser: Browser, page: Page): Promise<PageMemory> {
  const ofPage = await page.context().newCDPSession(page);
  await ofPage.send('HeapProfiler.enable');
  await ofPage.send('HeapProfiler.collectGarbage');
  await ofPage.send('Performance.enable');
  const { metrics } = await ofPage.send('Performance.getMetrics');
  await ofPage.detach();
  const ofBrowser = await browser.newBrowserCDPSession();
  const { processInfo } = await ofBrowser.send('SystemInfo.getProcessInfo');
  await ofBrowser.detach();
  const renderers = processInfo.filter(({ type }) => type === 'renderer');
  return {
    processBytes: Math.max(0, ...renderers.map(({ id }) => ownBytes(id))),
    heapBytes: metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0,
  };
}

function ownBytes(pid: number): number {
  const [, kilobytes = '0'] =
    /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}
