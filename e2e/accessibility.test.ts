// Every page and state in every theme against axe, by the rules of WCAG 2.2 AA: names, roles, contrast, focus. What axe
// cannot judge (is it pleasant, is the order sensible) is for people: each leaves a picture. One server for all.

import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { objectionsOf } from './support/axe.ts';
import { launchBrowser, openPage, takeScreenshot } from './support/browser.ts';
import { sendFailedCheckout } from './support/failed-checkout.ts';
import { startThroughline, type Throughline } from './support/throughline.ts';

/** Each as the system's wish, which a page follows while it is open. */
const THEMES = {
  light: { colorScheme: 'light', contrast: 'no-preference' },
  dark: { colorScheme: 'dark', contrast: 'no-preference' },
  'dark-contrast': { colorScheme: 'dark', contrast: 'more' },
  'light-contrast': { colorScheme: 'light', contrast: 'more' },
} as const;

/** What a theme can do wrong; the rest is the same in all. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

interface PageState {
  readonly name: string;
  readonly address: string;
  /** Where something floats above the rest, only that: what it covers cannot be reached anyway. */
  readonly within?: string;
  /** Until it is what is to be looked at. */
  readonly ready: (page: Page) => Promise<unknown>;
}

const shown = (testId: string) => (page: Page) => page.getByTestId(testId).first().waitFor();

function emptyStates(): readonly PageState[] {
  return [
    { name: 'first-trace', address: '/', ready: shown('send-traces') },
    { name: 'status-empty', address: '/status', ready: shown('send-traces') },
    { name: 'map-empty', address: '/map', ready: shown('map-empty') },
  ];
}

function statesOf(traceId: string): readonly PageState[] {
  const trace = `/trace/${traceId}`;
  return [
    { name: 'explore', address: '/', ready: shown('trace-row') },
    {
      name: 'explore-menu',
      address: '/',
      within: '[data-testid=filters]',
      async ready(page) {
        await shown('trace-row')(page);
        await page.getByTestId('filters').getByRole('button', { name: 'Service' }).click();
        await page.getByRole('option', { name: 'payment' }).waitFor();
      },
    },
    { name: 'explore-none', address: '/?service=nobody', ready: shown('no-results') },
    {
      name: 'trace',
      address: `${trace}?window=100000000-600000000`,
      async ready(page) {
        await page.getByTestId('span-row').nth(1).click();
        await page.getByTestId('span-panel').getByTestId('attribute').first().waitFor();
        await shown('verdict-item')(page);
      },
    },
    { name: 'trace-flame', address: `${trace}?view=flame`, ready: shown('flame') },
    { name: 'trace-graph', address: `${trace}?view=graph`, ready: shown('graph-node') },
    { name: 'trace-table', address: `${trace}?view=table`, ready: shown('span-table') },
    {
      name: 'trace-statistics',
      address: `${trace}?view=statistics`,
      ready: shown('statistics-row'),
    },
    { name: 'trace-json', address: `${trace}?view=json`, ready: shown('json') },
    { name: 'trace-unknown', address: `/trace/${'0'.repeat(31)}1`, ready: shown('trace-unknown') },
    {
      name: 'trace-not-analysed',
      address: `${trace}?path=off`,
      async ready(page) {
        await page.getByTestId('verdict').getByRole('button', { name: 'Try again' }).waitFor();
      },
    },
    {
      name: 'compare',
      address: `/compare?left=${traceId}&right=${traceId}&show=all`,
      ready: shown('compare-row'),
    },
    { name: 'services', address: '/services', ready: shown('services') },
    { name: 'service', address: '/services/payment', ready: shown('operations') },
    { name: 'propagation', address: '/propagation', ready: shown('propagation') },
    { name: 'findings', address: '/findings', ready: shown('findings') },
    { name: 'map', address: '/map?select=service:payment', ready: shown('map-panel') },
    { name: 'map-list', address: '/map?form=list&service=payment', ready: shown('map-find') },
    { name: 'status', address: '/status', ready: shown('storage-attributes') },
    {
      name: 'palette',
      address: '/status',
      async ready(page) {
        await shown('status-page')(page);
        await page.keyboard.press('Control+k');
        await page.getByTestId('palette-input').fill('pay');
        await page.getByRole('option', { name: 'payment' }).waitFor();
      },
    },
    {
      name: 'help',
      address: '/map',
      async ready(page) {
        await page.getByRole('button', { name: 'Keyboard help' }).click();
        await page.getByRole('dialog').waitFor();
      },
    },
  ];
}

async function lookAt(page: Page, { http }: Throughline, state: PageState): Promise<void> {
  const { name, address, ready, within = 'html' } = state;
  if (name === 'trace-not-analysed') {
    const error = { code: 'STORE_UNAVAILABLE', message: 'the storage engine does not answer' };
    await page.route('**/analysis*', (route) => route.fulfill({ status: 503, json: { error } }));
  }
  await page.emulateMedia({ ...THEMES.light, reducedMotion: 'reduce' });
  await page.goto(`${http}${address}`);
  await ready(page);
  expect.soft(await objectionsOf(page, { within }), name).toEqual([]);
  for (const [theme, wish] of Object.entries(THEMES)) {
    await page.emulateMedia(wish);
    await page.locator(`html[data-theme=${wish.colorScheme}]`).waitFor();
    const found = await objectionsOf(page, { within, rules: COLOUR_RULES });
    expect.soft(found, `${name}, ${theme}`).toEqual([]);
    await takeScreenshot(page, `${name}-${theme}`);
  }
  await page.unrouteAll();
}

it('has no objection of axe to any page in any theme', async () => {
  const throughline = await startThroughline();
  const { page } = await openPage(await launchBrowser());
  for (const state of emptyStates()) await lookAt(page, throughline, state);
  const traceId = await sendFailedCheckout(throughline);
  for (const state of statesOf(traceId)) await lookAt(page, throughline, state);
  await throughline.stop();
});
