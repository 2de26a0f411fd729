// Waits until the calls of what was loaded are counted: that goes on in the background for some minutes after so many
// spans at once, and would be measured with the first questions.

import { setTimeout as delay } from 'node:timers/promises';
import type { Product } from '../ingest/product.ts';
import { engineRows } from '../ingest/store-watch.ts';

const POLL_MS = 2_000;
const MAX_WAIT_MS = 30 * 60_000;

/** More than the share of a usual server, so that the wait is short. */
export const COUNT_QUICKLY = { THROUGHLINE_ANALYSIS_CPU: '100' };

export async function callsCounted(product: Product, tell?: (line: string) => void): Promise<void> {
  const startMs = performance.now();
  for (;;) {
    const [row] = await engineRows<{ left: number }>(
      product,
      `SELECT count() AS left FROM (
         SELECT DISTINCT minute AS begins FROM rollups
         UNION ALL SELECT DISTINCT hour AS begins FROM rollup_hours WHERE hour < now() - 8000
       ) WHERE begins NOT IN (SELECT begins FROM counted_calls)`,
    );
    if (row?.left === 0) break;
    if (performance.now() - startMs > MAX_WAIT_MS) {
      throw new Error(`the calls of ${row?.left ?? '?'} minutes and hours are not counted yet`);
    }
    await delay(POLL_MS);
  }
  tell?.(`calls counted after ${Math.round((performance.now() - startMs) / 1000)} s`);
}
