// The page of one trace as somebody uses it who looks for what is wrong: a trace of 100,000 spans, folded to
// what can be looked over, searched, narrowed to a subtree; and one span with all that it can have.

import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { objectionsOf } from './support/axe.ts';
import { bigTraceParts, bigTraceSpanId } from './support/big-trace.ts';
import { launchBrowser, openPage, takeScreenshot } from './support/browser.ts';
import { randomTraceId, sendTraces } from './support/otlp-json.ts';
import { startThroughline, type Throughline, temporaryFolder } from './support/throughline.ts';

const SPANS = 100_000;
/** The last query of the last of the requests to /orders/39: the run of these is the last to begin. */
const LAST_SHOWN = 99_680;
/** Of which the page gets the first 10,000 characters at first. */
const LONG_CHARS = 50_000;
const LINKED_SPAN = 'aaaaaaaaaaaaaaa1';

async function send(throughline: Throughline, traces: Parameters<typeof sendTraces>[1]) {
  const answer = await sendTraces(throughline.otlpHttp, traces);
  expect(answer.status).toBe(200);
}

async function sendBigTrace(throughline: Throughline): Promise<string> {
  const traceId = randomTraceId();
  const startNs = BigInt(Date.now() - 60_000) * 1_000_000n;
  for (const part of bigTraceParts({ traceId, spanCount: SPANS, startNs })) {
    await send(throughline, part);
  }
  return traceId;
}

/** A trace of one span with everything, and another trace that links to it. */
async function sendLinkedTraces(throughline: Throughline): Promise<string> {
  const [traceId, linking] = [randomTraceId(), randomTraceId()];
  const startTimeUnixNano = String(BigInt(Date.now() - 50_000) * 1_000_000n);
  const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const span = { startTimeUnixNano, endTimeUnixNano: startTimeUnixNano, kind: 3 };
  const attributes = [
    text('db.query.text', 'select id, name from items where id = 7 and shop = 3 order by name'),
    text('payload', JSON.stringify({ items: [{ id: 7, name: 'tea' }], total: 3 })),
    text('long', 'x'.repeat(LONG_CHARS)),
  ];
  const one = { ...span, traceId, spanId: LINKED_SPAN, name: 'SELECT items', attributes };
  const links = [{ traceId, spanId: LINKED_SPAN }];
  const two = { ...span, traceId: linking, spanId: 'bb'.repeat(8), name: 'later', links };
  const resource = { attributes: [text('service.name', 'ledger')] };
  await send(throughline, { resourceSpans: [{ resource, scopeSpans: [{ spans: [one, two] }] }] });
  return traceId;
}

const untilCount = (page: Page, count: RegExp) =>
  page.getByTestId('find-count').filter({ hasText: count }).waitFor();

it('makes 100,000 spans something to look at, and finds in them', async () => {
  const throughline = await startThroughline({
    args: [
      ...['--data-dir', temporaryFolder()],
      ...['--link-template', 'Logs | service.name=led* | https://logs.example/?t={trace.id}'],
    ],
  });
  const traceId = await sendBigTrace(throughline);
  const linkedId = await sendLinkedTraces(throughline);
  const { page, complaints } = await openPage(await launchBrowser());

  await page.goto(`${throughline.http}/trace/${traceId}`);
  await page.getByTestId('run-row').first().waitFor();
  expect(await page.getByTestId('run-row').first().getAttribute('data-count')).toBe('179');
  await takeScreenshot(page, 'trace-100000-light');

  // The worst of a run, and the way there, by its button; then all of it by the keyboard.
  await page.getByTestId('run-worst').first().click();
  await page.getByTestId('span-panel').getByTestId('attribute').first().waitFor();
  await page.getByTestId('span-panel').getByRole('button', { name: 'Only its subtree' }).click();
  await page.getByTestId('focus-crumbs').waitFor();
  expect(await page.getByTestId('span-row').count()).toBe(2);
  await page.keyboard.press('Shift+F');
  await page.getByTestId('focus-crumbs').waitFor({ state: 'detached' });

  // Text in values is the server's to find, names are the page's.
  await page.keyboard.press('/');
  await page.keyboard.type('WHERE id = 77777');
  await untilCount(page, /^1$/);
  await page.keyboard.press('Enter');
  const found = page.locator(`[data-span-id="${bigTraceSpanId(77_777)}"]`);
  await found.waitFor();
  await page.getByTestId('find').getByRole('searchbox').fill('{ status = error }');
  await untilCount(page, /^100$/);
  await page.getByRole('button', { name: 'Next match' }).click();
  await untilCount(page, /^\d+ of 100$/);
  expect(await objectionsOf(page)).toEqual([]);

  // All lines: the last one, at the end of the last run that began, is reached by one key.
  await page.getByRole('button', { name: 'Expand all' }).click();
  await page.getByRole('tree').press('End');
  await page.locator(`[data-span-id="${bigTraceSpanId(LAST_SHOWN)}"]`).waitFor();

  await page.goto(`${throughline.http}/trace/${linkedId}?span=${LINKED_SPAN}`);
  const panel = page.getByTestId('span-panel');
  const link = panel.getByTestId('outside-links').getByRole('link');
  expect(await link.getAttribute('href')).toBe(`https://logs.example/?t=${linkedId}`);
  await panel.locator('[data-key="db.query.text"] pre').waitFor();
  expect(await panel.locator('[data-key="payload"] pre').textContent()).toContain('\n  "total": 3');
  await panel.getByTestId('fetch-whole').click();
  await panel.getByRole('button', { name: 'All 50,000 characters' }).waitFor();
  await panel.getByTestId('find-linking').click();
  await panel.getByTestId('linking-spans').getByText('later').waitFor();
  await panel.locator('[data-key="payload"]').getByTestId('attribute-menu').click();
  await page.getByRole('menuitem', { name: 'Show only traces with this' }).waitFor();
  await page.keyboard.press('Escape');
  expect(await objectionsOf(page)).toEqual([]);
  await takeScreenshot(page, 'trace-span-light');
  expect(complaints).toEqual([]);

  const dark = await openPage(await launchBrowser(), 'dark');
  await dark.page.goto(`${throughline.http}/trace/${traceId}?find=SELECT`);
  await dark.page.getByTestId('run-row').first().waitFor();
  await untilCount(dark.page, /^[\d,]+$/);
  await takeScreenshot(dark.page, 'trace-100000-dark');
  await throughline.stop();
});
