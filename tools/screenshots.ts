// Takes the pictures of README.md and docs/ui.md from a Throughline that the shop has been sending to for some minutes:
//   npm start -- --demo        and, in another terminal, when a slow checkout has been seen:
//   npx tsx tools/screenshots.ts [http://127.0.0.1:16686]

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { ensureChromium } from './bootstrap/chromium.mjs';
import { ROOT } from './bootstrap/paths.mjs';
import { CHROMIUM_ARGUMENTS } from './chromium-arguments.ts';

const FOLDER = join(ROOT, 'docs/images');
const VIEWPORT = { width: 1440, height: 900 };
const SLOW_PAYMENT =
  '{ resource.service.name = "payment" && name = "POST /charge" && duration > 3s }';

const base = process.argv[2] ?? 'http://127.0.0.1:16686';

async function traceWithSlowPayment(): Promise<string> {
  const query = new URLSearchParams({ q: SLOW_PAYMENT, limit: '1' });
  const answer = await fetch(`${base}/api/v1/traces?${query}`);
  const { traces } = (await answer.json()) as { traces: { traceId: string }[] };
  const [trace] = traces;
  if (trace === undefined)
    throw new Error('no slow checkout yet: wait for the shop, and come back');
  return trace.traceId;
}

async function take(page: Page, name: string, path: string, ready: string): Promise<void> {
  await page.goto(`${base}${path}`);
  await page.locator(ready).first().waitFor();
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
}

const traceId = await traceWithSlowPayment();
mkdirSync(FOLDER, { recursive: true });
const browser = await chromium.launch({
  executablePath: ensureChromium(),
  args: [...CHROMIUM_ARGUMENTS],
});
const light = await browser.newPage({ viewport: VIEWPORT, colorScheme: 'light', locale: 'en-GB' });
const dark = await browser.newPage({ viewport: VIEWPORT, colorScheme: 'dark', locale: 'en-GB' });
await take(light, 'explore', '/?start=now-15m', '[data-testid=trace-row]');
await take(dark, 'services', '/services?start=now-15m', 'main table');
await take(light, 'map', '/map?start=now-15m', 'main svg, main canvas');
await take(dark, 'compare', `/compare?left=${traceId}&right=usual`, 'main table, main canvas');
await take(light, 'trace', `/trace/${traceId}`, '[data-testid=span-row]');
await light.locator('[data-testid=span-row][data-service=payment]').first().click();
await light.locator('[data-testid=attribute]').first().waitFor();
await light.screenshot({ path: join(FOLDER, 'trace.png') });
await take(dark, 'flame', `/trace/${traceId}?view=flame`, 'main canvas');
await browser.close();
