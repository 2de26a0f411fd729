// Every named fault of the shop is found and named without a hint, by the API and on the page of its trace; and
// nothing is found in what the shop does when it is well.

import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { getJson } from './support/api.ts';
import { launchBrowser, openPage, takeScreenshot } from './support/browser.ts';
import { arrivedTrace, CHECKOUT, type Shop, shopRequest, startShop } from './support/shop.ts';
import { startThroughline, type Throughline } from './support/throughline.ts';

/** More than what the comparison needs. */
const USUAL_CHECKOUTS = 30;
const BROWSING = ['/', '/products', '/cart', '/orders', '/products/SKU-0000'];

const BEFORE_PAYMENT = CHECKOUT.filter((service) => service !== 'shipping');

/** Who is seen in the trace of each fault. */
const SERVICES = {
  'slow-payment': CHECKOUT,
  'payment-error': BEFORE_PAYMENT,
  'clock-skew': CHECKOUT,
  'n-plus-one': CHECKOUT,
  'retry-storm': CHECKOUT,
  // Where cart forwards no context, the rest of a checkout has traces of its own.
  'lost-context': ['gateway', 'auth', 'cart'],
} as const;

type Fault = keyof typeof SERVICES;

/** What the page says of each, without its numbers. */
const ON_THE_PAGE: Readonly<Record<Fault, readonly RegExp[]>> = {
  'slow-payment': [/^payment POST \/charge took 3\.\d+ s; usually/, /long-gap/],
  'payment-error': [/^payment POST \/charge failed .*the error went up through cart, gateway/],
  'clock-skew': [/^The clock of shipping is [45]\.\d+ s behind/],
  'n-plus-one': [/n-plus-one/],
  'retry-storm': [/retry-storm/],
  'lost-context': [/cart probably did not forward the trace context to payment/],
};

interface Said {
  readonly service: string;
  readonly operation: string;
  readonly sentence: string;
  readonly spans: readonly string[];
}

interface Analysis {
  readonly root: string;
  readonly comparison: { readonly state: string };
  readonly culprits: readonly (Said & { readonly kind: string })[];
  readonly findings: readonly (Said & { readonly name: string })[];
  readonly propagation: readonly {
    readonly cause: string;
    readonly caller?: string;
    readonly callee: string;
  }[];
  readonly repairs: readonly { readonly kind: string }[];
}

const analysisOf = ({ http }: Throughline, traceId: string) =>
  getJson<Analysis>(http, `/api/v1/traces/${traceId}/analysis`);

interface ShopTraces {
  readonly healthy: readonly string[];
  readonly faulty: ReadonlyMap<Fault, string>;
}

async function useShop(throughline: Throughline, shop: Shop): Promise<ShopTraces> {
  // The first requests load code and open connections, which is not what is usual.
  for (let at = 0; at < 3; at++) await shopRequest(shop, '/checkout');
  const checkouts: string[] = [];
  const others: string[] = [];
  for (let at = 0; at < USUAL_CHECKOUTS; at++) {
    checkouts.push(await shopRequest(shop, '/checkout'));
    if (at < BROWSING.length) others.push(await shopRequest(shop, BROWSING[at] ?? '/'));
  }
  const faulty = new Map<Fault, string>();
  for (const fault of Object.keys(SERVICES) as Fault[]) {
    faulty.set(fault, await shopRequest(shop, '/checkout', fault));
  }
  for (const id of checkouts) await arrivedTrace(throughline.http, id, CHECKOUT);
  for (const [fault, id] of faulty) await arrivedTrace(throughline.http, id, SERVICES[fault]);
  return { healthy: [...checkouts, ...others], faulty };
}

function says({ culprits, findings, propagation, repairs }: Analysis): string[] {
  return [
    ...culprits.map(({ kind, service, operation }) => `${kind}: ${service} ${operation}`),
    ...findings.map(({ name, service, operation }) => `${name}: ${service} ${operation}`),
    ...propagation.map(({ cause, caller, callee }) => `${cause}: ${caller} → ${callee}`),
    ...repairs.map(({ kind }) => `repair: ${kind}`),
  ];
}

async function showsFault(page: Page, throughline: Throughline, id: string, fault: Fault) {
  await page.goto(`${throughline.http}/trace/${id}`);
  const verdict = page.getByTestId('verdict');
  await verdict.getByTestId('verdict-item').first().waitFor();
  const more = verdict.getByRole('button', { name: /^Show \d+ more/ });
  if (await more.isVisible()) await more.click();
  const items = await verdict.getByTestId('verdict-item').allTextContents();
  for (const expected of ON_THE_PAGE[fault]) {
    expect(
      items.some((item) => expected.test(item)),
      `${fault}: ${items.join('\n')}`,
    ).toBe(true);
  }
}

/** From the sentence to its span; and the critical path is drawn or not, as the address says. */
async function followsSentence(page: Page, throughline: Throughline, slow: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(`${throughline.http}/trace/${slow}`);
  await page.getByTestId('verdict-span').first().click();
  const payment = page.locator('[data-testid=span-row][data-service=payment]').first();
  await expect.poll(() => payment.getAttribute('aria-selected')).toBe('true');
  await page.getByTestId('span-panel').getByTestId('attribute').first().waitFor();
  await takeScreenshot(page, 'analysis-span-dark');
  const toggle = page.getByRole('button', { name: 'Critical path' });
  const path = () => new URL(page.url()).searchParams.get('path');
  expect([await toggle.getAttribute('aria-pressed'), path()]).toEqual(['true', null]);
  await toggle.click();
  await expect.poll(path).toBe('off');
  await page.reload();
  await expect.poll(() => toggle.getAttribute('aria-pressed')).toBe('false');
}

it('finds every fault of the shop, and nothing where there is none', async () => {
  const throughline = await startThroughline();
  const shop = await startShop(throughline);
  const { healthy, faulty } = await useShop(throughline, shop);
  const idOf = (fault: Fault): string => faulty.get(fault) ?? '';

  // Traces count as what is usual when they have had the time to arrive.
  const slow = idOf('slow-payment');
  const state = async () => (await analysisOf(throughline, slow)).comparison.state;
  await expect.poll(state, { timeout: 60_000 }).toBe('compared');

  const [first, ...rest] = (await analysisOf(throughline, slow)).culprits;
  expect(first).toMatchObject({ kind: 'slow', service: 'payment', operation: 'POST /charge' });
  expect(first?.sentence).toMatch(/^payment `POST \/charge` took 3\.\d+ s; usually \d/);
  expect(rest.filter(({ kind }) => kind !== 'slow')).toEqual([]);

  const [failed] = (await analysisOf(throughline, idOf('payment-error'))).culprits;
  expect(failed).toMatchObject({ kind: 'error', service: 'payment' });
  expect(failed?.sentence).toContain('the error went up through cart, gateway');

  const expected: Readonly<Partial<Record<Fault, readonly string[]>>> = {
    'slow-payment': ['long-gap: payment POST /charge'],
    'clock-skew': ['repair: clock-moved'],
    'n-plus-one': [
      'n-plus-one: inventory grpc.shop.Inventory/GetProducts',
      'too-many-calls: inventory pg.query:SELECT shop',
    ],
    'retry-storm': ['retry-storm: cart POST /carts/:userId/checkout'],
    'lost-context': [
      'not-forwarded: cart → currency',
      'not-forwarded: cart → inventory',
      'not-forwarded: cart → payment',
      'not-forwarded: cart → shipping',
    ],
  };
  for (const [fault, names] of Object.entries(expected)) {
    const said = async () => says(await analysisOf(throughline, idOf(fault as Fault)));
    await expect
      .poll(said, { message: fault, timeout: 30_000 })
      .toEqual(expect.arrayContaining([...names]));
  }

  // That one took longer than the others is said of healthy ones, too: machines are busy.
  for (const id of healthy) {
    const said = says(await analysisOf(throughline, id));
    expect(said.filter((each) => !each.startsWith('slow: '))).toEqual([]);
  }

  const { page, complaints } = await openPage(await launchBrowser());
  await page.setViewportSize({ width: 1280, height: 800 });
  for (const [fault, id] of faulty) {
    await showsFault(page, throughline, id, fault);
    await takeScreenshot(page, `analysis-${fault}`);
  }
  await followsSentence(page, throughline, slow);
  await page.goto(`${throughline.http}/trace/${healthy[0]}`);
  await page
    .getByTestId('verdict')
    .getByText(/^Nothing stands out against|took/)
    .first()
    .waitFor();
  await takeScreenshot(page, 'analysis-healthy');
  // It would go on asking a server that stops.
  await page.close();
  await throughline.stop();
  expect(complaints).toEqual([]);
});
