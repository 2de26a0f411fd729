// Explore's charts as a person uses them: what is slow is seen on the heatmap, dragged over, and held against the
// rest; what sets it apart becomes a filter. All of it also by the keyboard, and without an objection of axe.

import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { objectionsOf } from './support/axe.ts';
import { launchBrowser, openPage, takeScreenshot } from './support/browser.ts';
import { arrivedTrace, CHECKOUT, shopRequest, startShop } from './support/shop.ts';
import { startThroughline } from './support/throughline.ts';

function parameter(page: Page, name: string): string | null {
  return new URL(page.url()).searchParams.get(name);
}

/** From one point of an element to another, in pixels from its corner; below 0: from its other side. */
async function drag(page: Page, testId: string, from: [number, number], to: [number, number]) {
  const box = await page.locator(testId).first().boundingBox();
  if (box === null) throw new Error(`${testId} is not in sight`);
  const at = ([x, y]: [number, number]): [number, number] => [
    box.x + (x < 0 ? box.width + x : x),
    box.y + (y < 0 ? box.height + y : y),
  ];
  await page.mouse.move(...at(from));
  await page.mouse.down();
  await page.mouse.move(...at(to), { steps: 8 });
  await page.mouse.up();
}

it('shows what is different about the slow spans, and filters by it', async () => {
  const throughline = await startThroughline();
  const shop = await startShop(throughline);
  const slow = Promise.all(
    Array.from({ length: 4 }, () => shopRequest(shop, '/checkout', 'slow-payment')),
  );
  for (let request = 0; request < 20; request++) await shopRequest(shop, '/products');
  await Promise.all((await slow).map((id) => arrivedTrace(throughline.http, id, CHECKOUT)));

  const { page, complaints } = await openPage(await launchBrowser());
  await page.goto(`${throughline.http}/?start=now-5m`);
  await page.getByRole('application', { name: /^Durations: / }).waitFor();
  await page.getByRole('slider', { name: 'Rate' }).waitFor();
  await takeScreenshot(page, 'explore-charts');

  // The uppermost rows of the heatmap are the spans of more than a second.
  await drag(page, '.heatmap-picture', [60, 7], [-10, 16]);
  const actions = page.locator('.heatmap-actions');
  expect(await actions.textContent()).toMatch(/\d+ spans/);
  await actions.getByRole('button', { name: 'What is different here?' }).click();
  const panel = page.getByTestId('differ');
  const root = panel
    .getByRole('listitem')
    .filter({ has: page.getByText('rootName') })
    .first();
  await root.waitFor();
  expect(await root.textContent()).toMatch(/POST \/checkout.*selected: 100 %/);
  expect(parameter(page, 'differ')).toMatch(/^\{ duration > .*s && duration <= .*s \}$/);
  expect.soft(await objectionsOf(page)).toEqual([]);
  await takeScreenshot(page, 'explore-differences');

  // The address alone shows the same; from there it becomes a filter, and the panel goes.
  await page.reload();
  await root.waitFor();
  await root.getByRole('button', { name: 'Filter by this: rootName = "POST /checkout"' }).click();
  await expect.poll(() => parameter(page, 'q')).toBe('{ rootName = "POST /checkout" }');
  await panel.getByRole('button', { name: 'Close what is different' }).click();
  await panel.waitFor({ state: 'detached' });
  expect(parameter(page, 'differ')).toBeNull();
  await expect.poll(() => page.getByTestId('trace-row').count()).toBe(4);

  // Dragging on a chart of time zooms, and back leads back.
  await drag(page, '.u-over', [-120, 40], [-20, 40]);
  await expect.poll(() => parameter(page, 'end')).not.toBeNull();
  expect(parameter(page, 'q')).toBe('{ rootName = "POST /checkout" }');
  await page.goBack();
  await expect.poll(() => parameter(page, 'end')).toBeNull();
  expect(parameter(page, 'start')).toBe('now-5m');

  // The same by keyboard: a value, then a range, then the values as a table.
  const rate = page.getByRole('slider', { name: 'Rate' });
  await rate.focus();
  await page.keyboard.press('End');
  await expect.poll(() => rate.getAttribute('aria-valuetext')).toMatch(/^\d\d:\d\d:\d\d.*, spans /);
  for (let step = 0; step < 5; step++) await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('Enter');
  await expect.poll(() => parameter(page, 'end')).not.toBeNull();
  await page.getByRole('button', { name: 'Durations as a table' }).click();
  await page.getByRole('region', { name: 'Durations, values' }).waitFor();
  expect.soft(await objectionsOf(page)).toEqual([]);

  // It would go on asking a server that stops.
  await page.close();
  await throughline.stop();
  expect(complaints).toEqual([]);
});
