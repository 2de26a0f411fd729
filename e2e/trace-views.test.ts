// Every view of a trace over one selection, at 25 and at 100,000 spans, and the comparison of two traces, in a
// real browser: both themes, and on a phone; axe looks at each.

import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { objectionsOf } from './support/axe.ts';
import { bigTraceParts } from './support/big-trace.ts';
import { launchBrowser, openPage, takeScreenshot } from './support/browser.ts';
import { randomTraceId, sendTraces } from './support/otlp-json.ts';
import { arrivedTrace, CHECKOUT, shopRequest, startShop } from './support/shop.ts';
import { startThroughline, type Throughline } from './support/throughline.ts';

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 900 };
const BIG_SPANS = 100_000;
const HANDLER = 'POST /charge';

/** What is there when a view is drawn. */
const DRAWN = {
  flame: 'flame',
  graph: 'graph-node',
  table: 'table-row',
  statistics: 'statistics-row',
  json: 'json',
} as const;
type View = keyof typeof DRAWN;

async function look(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    // Colours change at once, or axe sees them on their way.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect.soft(await objectionsOf(page), `${name} ${colorScheme}`).toEqual([]);
    await takeScreenshot(page, `${name}-${colorScheme}`);
  }
  await page.setViewportSize(PHONE);
  await takeScreenshot(page, `${name}-phone`);
  await page.setViewportSize(DESK);
}

async function openView(page: Page, view: View): Promise<void> {
  const name = view === 'json' ? 'JSON' : `${view.charAt(0).toUpperCase()}${view.slice(1)}`;
  await page.getByRole('tab', { name, exact: true }).click();
  await page.getByTestId(DRAWN[view]).first().waitFor();
}

async function sendBigTrace({ otlpHttp }: Throughline): Promise<string> {
  const traceId = randomTraceId();
  const startNs = BigInt(Date.now()) * 1_000_000n;
  for (const part of bigTraceParts({ traceId, spanCount: BIG_SPANS, startNs })) {
    expect((await sendTraces(otlpHttp, part)).status).toBe(200);
  }
  return traceId;
}

/** Each view shows the span that is selected, and what it is about. */
async function walkSmallTrace(page: Page): Promise<void> {
  await openView(page, 'graph');
  const payment = page.locator('[data-testid=graph-node][data-node=\'["payment"]\']');
  expect(await payment.textContent()).toMatch(/payment.*self [34]\.\d+ s/);
  await payment.click();
  await expect.poll(() => payment.getAttribute('aria-pressed')).toBe('true');
  await expect.poll(() => page.getByTestId('span-panel').textContent()).toContain(HANDLER);
  await look(page, 'view-graph');
  await page.getByRole('button', { name: 'List' }).click();
  expect(await page.locator('.graph-list-edge').count()).toBeGreaterThan(5);
  await look(page, 'view-graph-list');

  await openView(page, 'flame');
  await page.getByRole('group', { name: /^Flame graph of 2\d spans/ }).focus();
  const parent = new URL(page.url()).searchParams.get('span');
  await page.keyboard.press('ArrowUp');
  await expect.poll(() => new URL(page.url()).searchParams.get('span')).not.toBe(parent);
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => new URL(page.url()).searchParams.get('span')).toBe(parent);
  await look(page, 'view-flame');
  await page.getByRole('button', { name: 'Left heavy' }).click();
  await page.getByRole('group', { name: /paths of operations/ }).waitFor();
  await look(page, 'view-flame-left-heavy');

  await openView(page, 'table');
  const chosen = page.locator('[data-testid=table-row][aria-selected=true]');
  expect(await chosen.textContent()).toContain(HANDLER);
  await page.getByRole('columnheader', { name: 'Self time' }).getByRole('button').click();
  await expect.poll(() => page.getByTestId('table-row').first().textContent()).toContain(HANDLER);
  await look(page, 'view-table');

  await openView(page, 'statistics');
  expect(await page.getByTestId('statistics-row').first().textContent()).toMatch(/^payment/);
  await page.getByTestId('statistics-by').selectOption('span.http.request.method');
  await page.getByTestId('statistics-row').filter({ hasText: 'POST' }).waitFor();
  await page.getByTestId('statistics-row').filter({ hasText: 'not set' }).waitFor();
  await look(page, 'view-statistics');

  await openView(page, 'json');
  await page.getByRole('button', { name: 'Selected span' }).click();
  await page.getByLabel('Search the JSON').fill('/charge');
  await page.keyboard.press('Enter');
  await page.locator('.json-found').waitFor();
  await look(page, 'view-json');
}

it('shows a trace in every view, also a large one, and compares', async () => {
  const throughline = await startThroughline();
  const shop = await startShop(throughline);
  // The first request of a shop waits for much that the second has.
  await shopRequest(shop, '/checkout');
  const usual = await shopRequest(shop, '/checkout');
  const slow = await shopRequest(shop, '/checkout', 'slow-payment');
  await arrivedTrace(throughline.http, usual, CHECKOUT);
  await arrivedTrace(throughline.http, slow, CHECKOUT);
  const big = await sendBigTrace(throughline);

  const { page, complaints } = await openPage(await launchBrowser());
  await page.setViewportSize(DESK);
  await page.goto(`${throughline.http}/trace/${slow}`);
  await page.getByTestId('span-row').nth(10).waitFor();
  await walkSmallTrace(page);

  // The comparison, from two results of a search.
  await page.goto(
    `${throughline.http}/?q=${encodeURIComponent('{ rootName = "POST /checkout" }')}`,
  );
  for (const traceId of [slow, usual]) {
    await page.locator(`[data-trace-id="${traceId}"]`).getByTestId('compare-box').check();
  }
  await page.getByTestId('compare-chosen').getByRole('link', { name: 'Compare' }).click();
  await expect
    .poll(() => page.getByTestId('compare-sentence').textContent())
    .toMatch(/^payment POST \/charge had [34]\.\d+ s of the time; in the other trace [\d.]+ m?s/);
  const { searchParams } = new URL(page.url());
  expect([searchParams.get('left'), searchParams.get('right')]).toEqual([slow, usual]);
  await expect.poll(() => page.getByTestId('compare-timeline').count()).toBe(2);
  const first = page.locator('[data-testid=compare-row][data-selected=true]');
  expect(await first.textContent()).toMatch(/payment POST \/charge.*slower/);
  await look(page, 'compare');
  await page.getByRole('button', { name: 'Swap' }).click();
  await page.locator('[data-testid=compare-row][data-change=faster]').first().waitFor();
  await page.getByRole('button', { name: 'With the usual' }).click();
  await expect
    .poll(() => page.getByTestId('compare-sentence').textContent())
    .toContain('Not enough to compare: ');
  // Jaeger's address of the same.
  await page.goto(`${throughline.http}/trace/${slow}...${usual}`);
  await page.getByTestId('compare-sentence').waitFor();

  // A large one: each view is there, and says how many it shows.
  await page.goto(`${throughline.http}/trace/${big}?view=table`);
  await expect.poll(() => page.getByTestId('table-count').textContent()).toBe('100,000 spans');
  await page.getByLabel('Filter the spans').fill('error');
  await expect.poll(() => page.getByTestId('table-count').textContent()).toMatch(/^100 of 100,000/);
  for (const view of ['flame', 'graph', 'statistics', 'json'] as const) {
    await openView(page, view);
    await takeScreenshot(page, `view-${view}-large`);
  }
  expect(Number(await page.getByTestId('json').getAttribute('data-lines'))).toBeGreaterThan(
    20 * BIG_SPANS,
  );
  // It would go on asking a server that stops.
  await page.close();
  await throughline.stop();
  expect(complaints).toEqual([]);
});
