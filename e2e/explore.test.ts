// Explore in a real browser: a question typed with completion and put right, clicked together from filters, sorted,
// grouped, saved, and followed live. Everything is in the address, and back goes back.

import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { objectionsOf } from './support/axe.ts';
import { launchBrowser, openPage, takeScreenshot } from './support/browser.ts';
import { arrivedTrace, CHECKOUT, shopRequest, startShop } from './support/shop.ts';
import { startThroughline } from './support/throughline.ts';

const FAILED_CHECKOUT = ['gateway', 'auth', 'cart', 'payment'];

function queryOf(page: Page): string | null {
  return new URL(page.url()).searchParams.get('q');
}

function rowOf(page: Page, traceId: string) {
  return page.locator(`[data-testid=trace-row][data-trace-id="${traceId}"]`);
}

/** What the searches and charts of the page ask from here on. */
function questionsOf(page: Page): readonly string[] {
  const questions: string[] = [];
  page.on('request', (request) => {
    const { pathname, searchParams } = new URL(request.url());
    if (/\/(traces|metrics\/query)$/.test(pathname)) questions.push(searchParams.get('q') ?? '');
  });
  return questions;
}

async function typeAndCorrect(page: Page): Promise<void> {
  await page.keyboard.press('/');
  await page.locator('.cm-content').waitFor();
  await page.keyboard.type('{ resource.service.name = "pay');
  await page.locator('.cm-tooltip-autocomplete li', { hasText: '"payment"' }).waitFor();
  expect.soft(await objectionsOf(page)).toEqual([]);
  await takeScreenshot(page, 'explore-completion');
  await page.keyboard.press('ArrowDown');
  await page.locator('.cm-tooltip-autocomplete li[aria-selected=true]').waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.type(' && duratio > 3s');
  await page.getByTestId('query-problem').getByRole('button', { name: 'duration' }).waitFor();
  expect.soft(await objectionsOf(page)).toEqual([]);
  await takeScreenshot(page, 'explore-problem');
  await page.getByTestId('query-problem').getByRole('button', { name: 'duration' }).click();
  await page.getByTestId('run').click();
}

async function clickFilters(page: Page): Promise<void> {
  const filters = page.getByTestId('filters');
  await filters.getByRole('button', { name: 'Service payment' }).waitFor();
  await filters.getByRole('button', { name: 'Clear duration' }).click();
  await filters.getByRole('button', { name: 'Status' }).click();
  const asked = '{ resource.service.name = "payment" && status = error }';
  const questions = questionsOf(page);
  await page.getByRole('button', { name: 'Error failed' }).click();
  await expect.poll(() => queryOf(page)).toBe(asked);
  await expect.poll(() => questions.some((q) => q === asked)).toBe(true);
  expect(questions.filter((q) => !q.startsWith(asked))).toEqual([]);
  expect(await page.locator('.cm-content').textContent()).toBe(asked);
  await page.goBack();
  await filters.getByRole('button', { name: 'Clear service' }).waitFor();
  await expect.poll(() => queryOf(page)).toBe('{ resource.service.name = "payment" }');
}

async function groupBy(page: Page, field: string): Promise<void> {
  await page.getByRole('button', { name: 'Group by' }).click();
  await page.getByRole('combobox', { name: 'Group by' }).fill(field);
  await page.getByRole('option', { name: field }).first().click();
}

it('asks by typing and by clicking, sorts, groups and shows columns', async () => {
  const throughline = await startThroughline();
  const shop = await startShop(throughline);
  for (const path of ['/', '/products']) await shopRequest(shop, path);
  const usual = await shopRequest(shop, '/checkout');
  const failed = await shopRequest(shop, '/checkout', 'payment-error');
  const slow = await shopRequest(shop, '/checkout', 'slow-payment');
  await arrivedTrace(throughline.http, usual, CHECKOUT);
  await arrivedTrace(throughline.http, failed, FAILED_CHECKOUT);
  await arrivedTrace(throughline.http, slow, CHECKOUT);

  const { page, complaints } = await openPage(await launchBrowser());
  await page.goto(throughline.http);
  await page.getByTestId('trace-row').nth(4).waitFor();
  await typeAndCorrect(page);
  await rowOf(page, failed).waitFor({ state: 'detached' });
  await rowOf(page, slow).waitFor();
  await clickFilters(page);

  // Sorted by the server, over the whole range.
  await page.goto(throughline.http);
  await page.getByRole('columnheader', { name: 'Errors' }).getByRole('button').click();
  const first = page.getByTestId('trace-row').first();
  await expect.poll(() => first.getAttribute('data-trace-id')).toBe(failed);
  expect(new URL(page.url()).searchParams.get('order')).toBe('errors');

  // A column of an attribute, which the address keeps.
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('button', { name: 'Attribute' }).click();
  await page.getByRole('combobox', { name: 'Attribute for a column' }).fill('span.http.route');
  await page.getByRole('option', { name: 'span.http.route' }).click();
  await page.keyboard.press('Escape');
  await expect.poll(() => rowOf(page, slow).textContent()).toContain('/checkout');
  await page.reload();
  await expect.poll(() => rowOf(page, slow).textContent()).toContain('/checkout');
  await takeScreenshot(page, 'explore-columns');

  // Grouped; a group leads to its traces.
  await groupBy(page, 'resource.service.name');
  const payment = page.getByTestId('group-row').filter({ hasText: 'payment' });
  await payment.waitFor();
  expect.soft(await objectionsOf(page)).toEqual([]);
  await takeScreenshot(page, 'explore-groups');
  await payment.getByRole('button', { name: 'payment' }).click();
  await expect.poll(() => queryOf(page)).toBe('{ resource.service.name = "payment" }');
  await expect.poll(() => page.getByTestId('trace-row').count()).toBe(3);

  // An address of before leads to the same.
  await page.goto(`${throughline.http}/?service=payment&minDuration=3s`);
  await rowOf(page, slow).waitFor();
  expect(queryOf(page)).toBe('{ resource.service.name = "payment" && traceDuration >= 3s }');

  // Saved under a name, and found again in another query.
  await page.getByRole('button', { name: 'Queries' }).click();
  await page.getByLabel('Name for the query in the bar').fill('Slow payments');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^Slow payments/ }).waitFor();
  expect.soft(await objectionsOf(page)).toEqual([]);
  await takeScreenshot(page, 'explore-saved');
  await page.goto(`${throughline.http}/?start=now-15m`);
  await page.getByRole('button', { name: 'Queries' }).click();
  await page.getByRole('button', { name: /^Slow payments/ }).click();
  await rowOf(page, slow).waitFor();
  expect(queryOf(page)).toBe('{ resource.service.name = "payment" && traceDuration >= 3s }');
  expect(new URL(page.url()).searchParams.get('start')).toBe('now-15m');

  // A query that ends in a function answers with a chart.
  await page.goto(
    `${throughline.http}/?q=${encodeURIComponent('{ } | rate() by (resource.service.name)')}`,
  );
  await page.getByTestId('series').getByText('8 series').waitFor();
  await takeScreenshot(page, 'explore-series');

  // Live: what comes is at the top.
  await page.goto(`${throughline.http}/?live=on`);
  await page.getByTestId('trace-row').nth(4).waitFor();
  const came = await shopRequest(shop, '/products');
  await rowOf(page, came).waitFor();

  await page.emulateMedia({ colorScheme: 'dark' });
  await takeScreenshot(page, 'explore-dark');
  await page.setViewportSize({ width: 390, height: 844 });
  await takeScreenshot(page, 'explore-phone');
  // It would go on asking a server that stops.
  await page.close();
  await throughline.stop();
  expect(complaints).toEqual([]);
});
