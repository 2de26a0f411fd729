// From an empty server to the map: what to do first, the demo traces, what comes in and what is refused, who calls whom,
// a trace file dropped on the page, and the palette. No sender but the page itself.

import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { launchBrowser, openPage, takeScreenshot } from './support/browser.ts';
import { startThroughline } from './support/throughline.ts';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

/** Zipkin's JSON, as a person has it from a colleague. */
const TRACE_FILE = JSON.stringify([
  {
    traceId: TRACE_ID,
    id: '00f067aa0ba902b7',
    name: 'get /from-a-file',
    kind: 'SERVER',
    timestamp: Date.now() * 1000,
    duration: 4_200,
    localEndpoint: { serviceName: 'from-a-file' },
  },
]);

/** What a person does with the mouse: a file from elsewhere let go above the page. */
function dropFile(page: Page, name: string, text: string): Promise<void> {
  return page.evaluate(
    (file) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([file.text], file.name));
      for (const type of ['dragenter', 'dragover', 'drop']) {
        const event = new DragEvent(type, {
          dataTransfer: transfer,
          bubbles: true,
          cancelable: true,
        });
        document.body.dispatchEvent(event);
      }
    },
    { name, text },
  );
}

async function sendNonsense(otlpHttp: string): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${otlpHttp}/v1/traces`, { method: 'POST', headers, body: '[}' });
  expect(answer.status).toBe(400);
}

it('leads from an empty server to the map of its services', async () => {
  const throughline = await startThroughline();
  const { page, complaints } = await openPage(await launchBrowser());
  const searchOf = () => new URL(page.url()).searchParams;

  // Empty: what to do, with this server's own port.
  await page.goto(`${throughline.http}/status`);
  const first = page.getByTestId('first-trace');
  await first.getByRole('button', { name: 'Go', exact: true }).click();
  await first.getByRole('button', { name: 'OTLP over gRPC' }).click();
  const { host } = new URL(throughline.otlpGrpc);
  await first.getByText(`OTEL_EXPORTER_OTLP_ENDPOINT=http://${host}`).waitFor();
  await takeScreenshot(page, 'status-empty');

  // The demo, and something that is refused: the page follows by itself.
  await first.getByRole('button', { name: 'Load the demo traces' }).click();
  await page.getByTestId('protocols').getByText('Demo traces').waitFor();
  await page.getByTestId('senders').getByText('demo-storefront').waitFor();
  await first.waitFor({ state: 'detached' });
  await sendNonsense(throughline.otlpHttp);
  await page.getByTestId('refusals').getByText('could not be read').waitFor();
  await page.getByTestId('storage-attributes').getByText('db.query.text').waitFor();
  await page.getByTestId('storage-services').getByText('demo-catalog').waitFor();
  await takeScreenshot(page, 'status');

  // The map by its keys; a box, its panel, and only what is around it.
  await page.keyboard.press('g');
  await page.keyboard.press('m');
  const box = (id: string) => page.locator(`[data-testid=graph-node][data-node="${id}"]`);
  await box('external:api.bank.example').waitFor();
  for (const shape of ['service', 'database', 'queue', 'outside']) {
    expect(await page.locator(`[data-testid=graph-node][data-shape=${shape}]`).count()).not.toBe(0);
  }
  await takeScreenshot(page, 'map');
  await box('service:demo-payments').click();
  const panel = page.getByTestId('map-panel');
  await panel.getByRole('button', { name: 'demo-checkout' }).waitFor();
  expect(searchOf().get('select')).toBe('service:demo-payments');
  await panel.getByRole('button', { name: 'Only around it' }).click();
  await box('service:demo-catalog').waitFor({ state: 'detached' });
  expect(await page.getByTestId('graph-node').count()).toBe(3);
  await page.goBack();
  await box('service:demo-catalog').waitFor();
  await page.getByRole('button', { name: 'List' }).click();
  await page.getByRole('table').getByText('api.bank.example').first().waitFor();
  await page.reload();
  await panel.getByText('api.bank.example').waitFor();
  await takeScreenshot(page, 'map-list');

  // A file, let go above the page.
  await dropFile(page, 'broken.json', '[{"traceId": "nonsense"');
  await page.getByRole('alert').getByText('line 1, byte 1').waitFor();
  await takeScreenshot(page, 'import-errors');
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
  await dropFile(page, 'trace.json', TRACE_FILE);
  await page.getByRole('dialog').getByRole('link', { name: TRACE_ID }).click();
  await page.getByTestId('span-row').getByText('get /from-a-file').waitFor();
  expect(new URL(page.url()).pathname).toBe(`/trace/${TRACE_ID}`);

  // The palette: some letters of a service, and its page.
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette-input').fill('dpay');
  await page.keyboard.press('Enter');
  await expect.poll(() => new URL(page.url()).pathname).toBe('/services/demo-payments');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard and pointer' }).waitFor();

  // The browser itself complains of the answer to the broken file.
  expect(complaints.filter((complaint) => !complaint.includes('/api/v1/import'))).toEqual([]);
  await throughline.stop();
});
