// Services in a real browser: how each fares, the page of one, the traces behind a point of its chart, and who lost
// the trace context, what was found in traces. Both themes, and on a phone; axe looks at each.

import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { getJson } from './support/api.ts';
import { objectionsOf } from './support/axe.ts';
import { launchBrowser, openPage, takeScreenshot } from './support/browser.ts';
import { arrivedTrace, CHECKOUT, shopRequest, startShop } from './support/shop.ts';
import { startThroughline, temporaryFolder } from './support/throughline.ts';

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 900 };

/** Keys to the left until there is something: the last minute may have just begun. */
const MAX_STEPS = 5;

/** A trace has to rest for a second, on a machine that does much else. */
const FOUND_WITHIN_MS = 60_000;

interface Found {
  readonly findings: readonly { readonly name: string }[];
}

async function pictures(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const [size, viewport] of Object.entries({ desk: DESK, phone: PHONE })) {
      await page.setViewportSize(viewport);
      await takeScreenshot(page, `${name}-${colorScheme}-${size}`);
    }
    expect.soft(await objectionsOf(page)).toEqual([]);
    const overflow = 'document.querySelector(".page").scrollWidth';
    expect.soft(await page.evaluate(overflow)).toBeLessThanOrEqual(PHONE.width);
  }
  await page.setViewportSize(DESK);
  await page.emulateMedia({ colorScheme: 'light' });
}

const rowNames = (page: Page) =>
  page.locator('[data-testid=services] tbody tr').evaluateAll((rows) => {
    return rows.map((row) => row.getAttribute('data-row'));
  });

it('tells how services fare, and who dropped the context', async () => {
  const throughline = await startThroughline({
    args: ['--data-dir', temporaryFolder(), '--analysis-rest', '1s'],
  });
  const shop = await startShop(throughline);
  for (const path of ['/', '/products', '/cart', '/checkout']) await shopRequest(shop, path);
  const failed = await shopRequest(shop, '/checkout', 'payment-error');
  await arrivedTrace(throughline.http, failed, ['gateway', 'auth', 'cart', 'payment']);
  await shopRequest(shop, '/checkout', 'n-plus-one');
  const lost = await shopRequest(shop, '/checkout', 'lost-context');
  await arrivedTrace(throughline.http, lost, ['gateway', 'auth', 'cart']);
  const whole = await shopRequest(shop, '/checkout');
  await arrivedTrace(throughline.http, whole, CHECKOUT);

  const { page, complaints } = await openPage(await launchBrowser());
  await page.goto(`${throughline.http}/services`);
  const table = page.getByTestId('services');
  await table.waitFor();
  expect(await rowNames(page)).toEqual(expect.arrayContaining([...CHECKOUT]));
  await pictures(page, 'services');
  await table.getByRole('button', { name: 'Errors' }).click();
  await expect.poll(() => new URL(page.url()).searchParams.get('sort')).toBe('errors');
  expect((await rowNames(page))[0]).toBe('payment');
  await page.getByLabel('Filter services by name').fill('car');
  await expect.poll(() => rowNames(page)).toEqual(['cart']);

  // One service.
  await table.getByRole('link', { name: 'cart', exact: true }).click();
  await page.getByTestId('callees-table').waitFor();
  expect(await page.getByTestId('callers-table').textContent()).toContain('gateway');
  const callees = await page.getByTestId('callees-table').textContent();
  expect(callees).toMatch(/inventory.*payment|payment.*inventory/);
  expect(callees).toContain('postgresql');
  const failing = page.getByTestId('failing');
  expect(await failing.textContent()).toContain('POST /carts/:userId/checkout');
  await page
    .getByTestId('versions-table')
    .getByRole('link', { name: '1.0.0', exact: true })
    .waitFor();
  await pictures(page, 'service');

  // The traces behind a point.
  const chart = page.getByRole('slider', { name: 'Requests' });
  await chart.focus();
  await page.keyboard.press('End');
  for (let step = 0; step < MAX_STEPS; step++) {
    if (/Requests [^0]|Requests 0\.\d/.test((await chart.getAttribute('aria-valuetext')) ?? ''))
      break;
    await page.keyboard.press('ArrowLeft');
  }
  await page.keyboard.press('Enter');
  await page.getByTestId('trace-row').first().waitFor();
  const explore = new URL(page.url()).searchParams;
  expect(explore.get('q')).toBe(
    '{ resource.service.name = "cart" && (kind = server || kind = consumer) }',
  );
  expect(Date.parse(explore.get('end') ?? '') - Date.parse(explore.get('start') ?? '')).toBe(
    60_000,
  );
  await page.goBack();
  await chart.waitFor();

  // Who dropped the context.
  await page.goto(`${throughline.http}/propagation`);
  const hops = page.getByTestId('lost-hops');
  await hops.waitFor();
  expect(await hops.textContent()).toMatch(
    /cart → payment: trace context was not forwarded in \d+ % of the calls since \d/,
  );
  expect(await page.getByTestId('sample').textContent()).toContain('All of this time range');
  await pictures(page, 'propagation');
  await page
    .locator('li', { hasText: 'cart → payment' })
    .getByRole('link', { name: 'call of cart, example 1' })
    .click();
  await page.getByTestId('waterfall').waitFor();
  expect(new URL(page.url()).pathname).toBe(`/trace/${lost}`);

  // What was found in traces as they came.
  const found = async () => {
    const answer = await getJson<Found>(throughline.http, '/api/v1/findings');
    return answer.findings.map(({ name }) => name);
  };
  await expect.poll(found, { timeout: FOUND_WITHIN_MS }).toContain('n-plus-one');
  await page.goto(`${throughline.http}/findings?service=inventory`);
  const group = page.locator('[data-finding=n-plus-one][data-service=inventory]');
  await group.waitFor();
  expect(await group.textContent()).toMatch(/sent \d+ queries of one shape/);
  await pictures(page, 'findings');
  await group.getByRole('link', { name: 'inventory', exact: true }).click();
  const ofService = page.getByTestId('service-findings');
  await ofService.waitFor();
  expect(await ofService.textContent()).toContain('n-plus-one');
  await page.goBack();
  await page.getByTestId('rules').getByRole('button', { name: 'chatty-pair' }).click();
  await page.getByTestId('no-match').waitFor();
  await page.goBack();
  await group
    .getByRole('link', { name: /^POST \/checkout/ })
    .first()
    .click();
  await page.getByTestId('waterfall').waitFor();
  // It would go on asking a server that stops.
  await page.close();
  await throughline.stop();
  expect(complaints).toEqual([]);
});
