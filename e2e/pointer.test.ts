// What a hand on the mouse expects: a row of the results is a link wherever it is hit, and the window on
// the overview of a trace can be drawn, moved and resized, and the way back leads to where one was.

import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { untilStored } from './support/api.ts';
import { launchBrowser, openPage } from './support/browser.ts';
import { sendFailedCheckout } from './support/failed-checkout.ts';
import { randomTraceId, sendTraces, simpleTrace } from './support/otlp-json.ts';
import { startThroughline } from './support/throughline.ts';

/** More than the first page of results. */
const MANY_TRACES = 60;
const CELLS = ['start', 'root', 'duration', 'bar', 'spans', 'errors', 'services'];

it('opens a trace from every cell of its row, in a new tab when asked to', async () => {
  const throughline = await startThroughline();
  const traceId = await sendFailedCheckout(throughline);
  const { page, complaints } = await openPage(await launchBrowser());
  for (const cell of CELLS) {
    await page.goto(throughline.http);
    await page.getByTestId('trace-row').waitFor();
    const box = await page.locator(`.cell-${cell}`).first().boundingBox();
    if (box === null) throw new Error(`no cell ${cell}`);
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await page.getByTestId('waterfall').waitFor();
    expect(new URL(page.url()).pathname).toBe(`/trace/${traceId}`);
  }
  await page.goBack();
  const dots = page.locator('.cell-services');
  await dots.waitFor();
  const box = await dots.boundingBox();
  if (box === null) throw new Error('no dots');
  const tab = page.context().waitForEvent('page');
  await page.mouse.move(box.x + 6, box.y + box.height / 2);
  expect(await page.getByTestId('trace-row').getByRole('link').getAttribute('title')).toMatch(
    /^(gateway|payment): 1 span, 1 error$/,
  );
  await page.mouse.click(box.x + 6, box.y + box.height / 2, { button: 'middle' });
  const opened = await tab;
  await opened.getByTestId('waterfall').waitFor();
  expect(new URL(opened.url()).pathname).toBe(`/trace/${traceId}`);
  expect(new URL(page.url()).pathname).toBe('/');
  // It would go on asking a server that stops.
  await page.close();
  await throughline.stop();
  expect(complaints).toEqual([]);
});

it('draws, moves and resizes the window on the overview', async () => {
  const throughline = await startThroughline();
  const traceId = await sendFailedCheckout(throughline);
  const { page, complaints } = await openPage(await launchBrowser());
  await page.goto(`${throughline.http}/trace/${traceId}`);
  const box = await page.getByTestId('minimap').boundingBox();
  if (box === null) throw new Error('no overview');
  /** From and to as shares of the trace, which takes one second. */
  const drag = async (from: number, to: number): Promise<void> => {
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width * from, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * to, y, { steps: 4 });
    await page.mouse.up();
  };
  /** In hundredths of the trace, as the address says it. */
  const shown = (): readonly number[] | undefined =>
    new URL(page.url()).searchParams
      .get('window')
      ?.split('-')
      .map((ns) => Math.round(Number(ns) / 1e7));
  await drag(0.2, 0.6);
  await expect.poll(shown).toEqual([20, 60]);
  await drag(0.4, 0.5);
  await expect.poll(shown).toEqual([30, 70]);
  await drag(0.7, 0.9);
  await expect.poll(shown).toEqual([30, 90]);
  await drag(0.3, 0.1);
  await expect.poll(shown).toEqual([10, 90]);
  expect(await page.getByTestId('shown-window').textContent()).toMatch(/^100 ms to 900 ms/);
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect.poll(shown).toBeUndefined();
  // It would go on asking a server that stops.
  await page.close();
  await throughline.stop();
  expect(complaints).toEqual([]);
});

/** Whether a row of the results can be clicked there: the list may still be filling. */
function isRowAt(page: Page, x: number, y: number): Promise<boolean> {
  return page.evaluate(
    ([left, top]) => {
      const element = document.elementFromPoint(left ?? 0, top ?? 0);
      return element?.closest('[data-testid=trace-row]') != null;
    },
    [x, y],
  );
}

it('comes back to the place in the list that was left', async () => {
  const throughline = await startThroughline();
  for (let i = 0; i < MANY_TRACES; i++) {
    await sendTraces(throughline.otlpHttp, simpleTrace(randomTraceId(), 'crowd'));
  }
  await untilStored(throughline.http);
  const { page, complaints } = await openPage(await launchBrowser());
  await page.goto(throughline.http);
  await page.getByTestId('trace-row').first().waitFor();
  await page.getByTestId('results-end').scrollIntoViewIfNeeded();
  const top = (): Promise<number> =>
    page.evaluate(() => document.querySelector('.page')?.scrollTop ?? 0);
  await expect.poll(top).toBeGreaterThan(0);
  const left = await top();
  for (const goBack of [
    () => page.goBack(),
    () => page.getByRole('link', { name: 'Back to Explore' }).click(),
  ]) {
    await expect.poll(() => isRowAt(page, 400, 400)).toBe(true);
    await page.mouse.click(400, 400);
    await page.getByTestId('waterfall').waitFor();
    await goBack();
    await page.getByTestId('results-end').waitFor();
    await expect.poll(top).toBe(left);
  }
  await page.getByTestId('filters').getByRole('button', { name: 'Duration' }).click();
  await page.getByLabel('Trace duration, at least').fill('1ms');
  await page.keyboard.press('Enter');
  await expect.poll(top).toBe(0);
  // It would go on asking a server that stops.
  await page.close();
  await throughline.stop();
  expect(complaints).toEqual([]);
});
