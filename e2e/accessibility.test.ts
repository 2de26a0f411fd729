// Every page and state in both themes against axe: names, roles, contrast, focus. What axe cannot judge
// (is it pleasant, is the order sensible) is for people.

import { expect, it } from 'vitest';
import { objectionsOf } from './support/axe.ts';
import { launchBrowser, openPage, takeScreenshot } from './support/browser.ts';
import { sendFailedCheckout } from './support/failed-checkout.ts';
import { startThroughline } from './support/throughline.ts';

it.each(['light', 'dark'] as const)('has no objection of axe to the %s theme', async (theme) => {
  const throughline = await startThroughline();
  const { page } = await openPage(await launchBrowser(), theme);

  await page.goto(throughline.http);
  await page.getByTestId('first-trace').waitFor();
  expect.soft(await objectionsOf(page)).toEqual([]);
  await takeScreenshot(page, `first-trace-${theme}`);

  const traceId = await sendFailedCheckout(throughline);
  await page.getByTestId('trace-row').waitFor();
  expect.soft(await objectionsOf(page)).toEqual([]);
  await page.getByTestId('filters').getByRole('button', { name: 'Service' }).click();
  await page.getByRole('option', { name: 'payment' }).waitFor();
  expect.soft(await objectionsOf(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.goto(`${throughline.http}/?service=nobody`);
  await page.getByTestId('no-results').waitFor();
  expect.soft(await objectionsOf(page)).toEqual([]);

  await page.goto(`${throughline.http}/trace/${traceId}?window=100000000-600000000`);
  await page.getByTestId('span-row').nth(1).click();
  await page.getByTestId('span-panel').getByTestId('attribute').first().waitFor();
  await page.getByTestId('verdict-item').first().waitFor();
  expect.soft(await objectionsOf(page)).toEqual([]);
  await takeScreenshot(page, `trace-failed-${theme}`);
  await page.getByRole('button', { name: 'Keyboard help' }).click();
  await page.getByRole('dialog').waitFor();
  expect.soft(await objectionsOf(page)).toEqual([]);

  const error = { code: 'STORE_UNAVAILABLE', message: 'the storage engine does not answer' };
  await page.route('**/analysis', (route) => route.fulfill({ status: 503, json: { error } }));
  await page.goto(`${throughline.http}/trace/${traceId}?path=off`);
  await page.getByTestId('verdict').getByRole('button', { name: 'Try again' }).waitFor();
  expect.soft(await objectionsOf(page)).toEqual([]);
  await takeScreenshot(page, `trace-not-analysed-${theme}`);

  await page.goto(`${throughline.http}/trace/${'0'.repeat(31)}1`);
  await page.getByTestId('trace-unknown').waitFor();
  expect.soft(await objectionsOf(page)).toEqual([]);
  await throughline.stop();
});
