// The main story in a real browser: a checkout took four seconds; somebody looks for it, opens it, and
// sees that payment took 3.8 of them. Everything on the way is real: shop, SDK, engine, pages.

import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { getJson } from './support/api.ts';
import { launchBrowser, openPage, rowsInSight, takeScreenshot } from './support/browser.ts';
import { arrivedTrace, CHECKOUT, shopRequest, startShop } from './support/shop.ts';
import { startThroughline } from './support/throughline.ts';

const SPAN_ID = /^[0-9a-f]{16}$/;

function spanOf(page: Page, service: string, name: string) {
  return page.locator(`[data-testid=span-row][data-service=${service}][data-name="${name}"]`);
}

function shownTraces(page: Page): Promise<(string | null)[]> {
  return page
    .getByTestId('trace-row')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-trace-id')));
}

async function millisecondsOf(page: Page, service: string, name: string): Promise<number> {
  const ns = await spanOf(page, service, name).first().getAttribute('data-duration-ns');
  return Number(ns) / 1e6;
}

it('finds the slow checkout, and payment in it', async () => {
  const throughline = await startThroughline();
  const shop = await startShop(throughline);
  for (const path of ['/', '/products', '/cart']) await shopRequest(shop, path);
  await shopRequest(shop, '/checkout');
  const slow = await shopRequest(shop, '/checkout', 'slow-payment');
  await arrivedTrace(throughline.http, slow, CHECKOUT);

  const { page, complaints } = await openPage(await launchBrowser());
  await page.goto(throughline.http);
  await page.getByTestId('trace-row').nth(4).waitFor();
  await takeScreenshot(page, 'explore');

  // The search: only what took long.
  await page.getByTestId('filters').getByRole('button', { name: 'Duration' }).click();
  await page.getByLabel('Trace duration, at least').fill('3.5s');
  await page.keyboard.press('Enter');
  // A machine that is busy may have made others as slow: those too, and no more.
  const q = '{ traceDuration >= 3.5s }';
  const { traces } = await getJson<{ traces: { traceId: string }[] }>(
    throughline.http,
    `/api/v1/traces?q=${encodeURIComponent(q)}`,
  );
  const expected = traces.map(({ traceId }) => traceId);
  expect(expected).toContain(slow);
  await expect.poll(() => shownTraces(page)).toEqual(expected);
  expect(new URL(page.url()).searchParams.get('q')).toBe(q);
  const row = page.locator(`[data-testid=trace-row][data-trace-id="${slow}"]`);
  expect(await row.textContent()).toMatch(/gateway.*POST \/checkout.*\d\.\d+ s/);
  await takeScreenshot(page, 'explore-slow');

  // The trace: payment has 3.8 of 4 seconds.
  await row.getByRole('link').click();
  await page.getByTestId('waterfall').waitFor();
  expect(new URL(page.url()).pathname).toBe(`/trace/${slow}`);
  await spanOf(page, 'payment', 'POST /charge').waitFor();
  const whole = await millisecondsOf(page, 'gateway', 'POST /checkout');
  const payment = await millisecondsOf(page, 'payment', 'POST /charge');
  expect(payment).toBeGreaterThan(3_750);
  expect(payment).toBeLessThan(whole);
  expect(await rowsInSight(page)).toBe(await page.getByTestId('span-row').count());
  await takeScreenshot(page, 'trace-light');

  // The panel: everything the span holds.
  await spanOf(page, 'payment', 'POST /charge').click();
  const panel = page.getByTestId('span-panel');
  await panel.getByTestId('attribute').first().waitFor();
  expect(await panel.textContent()).toContain('http.request.method');
  await expect.poll(() => new URL(page.url()).searchParams.get('span') ?? '').toMatch(SPAN_ID);
  await takeScreenshot(page, 'trace-panel');

  // The address alone leads another person to the same place.
  await page.reload();
  await panel.getByTestId('attribute').first().waitFor();
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });

  // It would go on asking a server that stops.
  await page.close();
  await throughline.stop();
  expect(complaints).toEqual([]);
});

it('folds, changes its theme, and keeps what is chosen', async () => {
  const throughline = await startThroughline();
  const shop = await startShop(throughline);
  const failed = await shopRequest(shop, '/checkout', 'payment-error');
  await arrivedTrace(throughline.http, failed, ['gateway', 'auth', 'cart', 'payment']);

  const browser = await launchBrowser();
  const { page, complaints } = await openPage(browser, 'dark');
  await page.goto(`${throughline.http}/trace/${failed}`);
  const rows = page.getByTestId('span-row');
  await rows.nth(10).waitFor();
  expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
  await takeScreenshot(page, 'trace-dark');

  const all = await rows.count();
  expect(await rowsInSight(page)).toBe(all);
  await page.getByRole('button', { name: 'Collapse all' }).click();
  await expect.poll(() => rows.count()).toBe(1);
  await page.getByRole('button', { name: 'Expand one level' }).click();
  const oneLevel = await rows.count();
  expect(oneLevel).toBeGreaterThan(1);
  expect(oneLevel).toBeLessThan(all);
  await page.getByRole('button', { name: 'Expand all' }).click();
  await expect.poll(() => rows.count()).toBe(all);

  await page.getByRole('button', { name: 'Theme' }).click();
  await page.getByRole('button', { name: 'Light' }).click();
  expect(await page.locator('html').getAttribute('data-theme')).toBe('light');
  await page.reload();
  await rows.nth(10).waitFor();
  expect(await page.locator('html').getAttribute('data-theme')).toBe('light');
  await takeScreenshot(page, 'trace-error-light');

  const { services } = await getJson<{ services: { name: string; errorCount: number }[] }>(
    throughline.http,
    '/api/v1/services',
  );
  const broken = services.filter(({ errorCount }) => errorCount > 0).map(({ name }) => name);
  expect(broken).toEqual(expect.arrayContaining(['gateway', 'cart', 'payment']));
  // It would go on asking a server that stops.
  await page.close();
  await throughline.stop();
  expect(complaints).toEqual([]);
});
