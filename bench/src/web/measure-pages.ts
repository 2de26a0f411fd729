// What a person waits for: Explore from nothing, a trace from the click on it, and each frame while it is
// scrolled and zoomed.

import type { Browser, CDPSession, Page } from 'playwright-core';
import { withPage } from './chromium.ts';
import { scriptMsByFrame, type TraceEvent } from './frame-script.ts';

/** A result to open, and somewhere to type: Explore can be used. */
const EXPLORE_SHOWN = [
  'main a[href^="/trace/"]',
  'main :is(input, [contenteditable="true"], [role="textbox"])',
];
const RESULT = 'main a[href^="/trace/"]';
/** Rows of spans, bars beside them, and the element that scrolls them. */
const TRACE_SHOWN = [
  '[data-testid=span-row]',
  '[data-testid=bars]',
  '[data-testid=waterfall-scroll]',
];
const SCROLL = '[data-testid=waterfall-scroll]';
const BARS = '[data-testid=bars]';

export interface ExploreMeasure {
  /** From the start of the navigation. */
  readonly usableMs: number;
  /** Of scripts, as they came over the wire. */
  readonly scriptBytes: number;
}

export function measureExplore(browser: Browser, httpUrl: string): Promise<ExploreMeasure> {
  return withPage(browser, async (page, context) => {
    const session = await context.newCDPSession(page);
    const scripts = await countScripts(session);
    await page.addInitScript(
      `window.benchShown = window.benchProbe.whenShown(${JSON.stringify(EXPLORE_SHOWN)})`,
    );
    await page.goto(httpUrl);
    const usableMs = await page.evaluate(() => window.benchShown);
    return { usableMs, scriptBytes: scripts() };
  });
}

async function countScripts(session: CDPSession): Promise<() => number> {
  const ids = new Set<string>();
  let bytes = 0;
  session.on('Network.responseReceived', ({ requestId, type }) => {
    if (type === 'Script') ids.add(requestId);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (ids.has(requestId)) bytes += encodedDataLength;
  });
  await session.send('Network.enable');
  return () => bytes;
}

export interface OpenedTrace {
  readonly drawnMs: number;
}

/** Opens Explore with the trace as its one result, and clicks on it. */
export async function openTrace(
  page: Page,
  httpUrl: string,
  service: string,
): Promise<OpenedTrace> {
  const query = new URLSearchParams({
    q: `{ resource.service.name = "${service}" }`,
    start: 'now-1d',
  });
  await page.goto(`${httpUrl}/?${query}`);
  await page.locator(RESULT).first().waitFor();
  await page.evaluate((selectors) => {
    window.benchShown = window.benchProbe.whenShown(selectors);
  }, TRACE_SHOWN);
  await page.locator(RESULT).first().click();
  const drawnMs = await page.evaluate(async () => {
    const shownAt = await window.benchShown;
    return shownAt - window.benchProbe.clickedAt;
  });
  return { drawnMs };
}

const FRAME_MS = 16;
const SCROLL_STEPS = 120;
const SCROLL_STEP_PX = 480;
const ZOOM_STEPS = 40;
const ZOOM_STEP_PX = 120;

export interface FrameMeasure {
  readonly scroll: readonly number[];
  readonly zoom: readonly number[];
}

/** Script time of each frame: scrolled down and up again, then zoomed in and out at the pointer. */
export async function measureFrames(page: Page): Promise<FrameMeasure> {
  const box = await page.locator(BARS).first().boundingBox();
  if (box === null) throw new Error('there are no bars to zoom');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const scroll = await recordFrames(page, async () => {
    for (const direction of [1, -1]) {
      for (let step = 0; step < SCROLL_STEPS / 2; step++) {
        await page.mouse.wheel(0, direction * SCROLL_STEP_PX);
        await page.waitForTimeout(FRAME_MS);
      }
    }
  });
  await page.keyboard.down('Control');
  const zoom = await recordFrames(page, async () => {
    for (const direction of [-1, 1]) {
      for (let step = 0; step < ZOOM_STEPS / 2; step++) {
        await page.mouse.wheel(0, direction * ZOOM_STEP_PX);
        await page.waitForTimeout(FRAME_MS);
      }
    }
  });
  await page.keyboard.up('Control');
  return { scroll, zoom };
}

/** Frames in which no script ran were not asked for: nothing had changed. */
async function recordFrames(page: Page, work: () => Promise<void>): Promise<number[]> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) =>
    events.push(...(value as unknown as TraceEvent[])),
  );
  const complete = new Promise<void>((resolve) => {
    session.once('Tracing.tracingComplete', () => resolve());
  });
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: {
      includedCategories: [
        'devtools.timeline',
        'v8',
        'disabled-by-default-devtools.timeline.frame',
      ],
    },
  });
  await work();
  await session.send('Tracing.end');
  await complete;
  await session.detach();
  return scriptMsByFrame(events).filter((ms) => ms > 0);
}

/** That the rows move when they are scrolled. */
export async function assertScrolls(page: Page): Promise<void> {
  const moved = await page
    .locator(SCROLL)
    .first()
    .evaluate((element) => {
      element.scrollTop = 100;
      return element.scrollTop > 0 || element.scrollHeight <= element.clientHeight;
    });
  if (!moved) throw new Error('the rows of the trace do not scroll');
}
