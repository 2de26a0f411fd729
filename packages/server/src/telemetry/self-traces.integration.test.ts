// The server's traces of itself through a real store: a search is found as a trace of it, and storing
// its own spans, again and again, makes no further ones.

import { silentLogger } from '@throughline/storage/contract/logger';
import { openSpanStore } from '@throughline/storage/open-span-store';
import { createTestDatabase } from '@throughline/storage/testing/create-test-database';
import { createTestSpoolDir } from '@throughline/storage/testing/open-test-store';
import { expect, it } from 'vitest';
import { createTestApp } from '../http/testing/create-test-app.ts';
import { createMetrics } from './metrics.ts';
import { createSelfTracer } from './self-tracer.ts';
import { traceIngest } from './self-traces.ts';

/** Each would be a round of the loop, if there were one. */
const ROUNDS = 20;

it('finds a search of its own, and comes to rest', async () => {
  const metrics = createMetrics({ version: 'test', withProcessMetrics: false });
  let stored = 0;
  const tracer = createSelfTracer({
    version: 'test',
    append: (bodyBytes, decode) => store.append(bodyBytes, decode),
    count: (_outcome, spans) => {
      stored += spans;
    },
  });
  // Every insert and export that may be a span is one.
  const { writes } = traceIngest(metrics, tracer, () => 0);
  const store = await openSpanStore({
    connection: await createTestDatabase(),
    logger: silentLogger,
    spoolDir: await createTestSpoolDir(),
    observer: writes,
  });
  const app = await createTestApp({
    store,
    selfTracer: tracer,
    nowNs: () => BigInt(Date.now()) * 1_000_000n,
  });
  await app.inject('/api/v1/traces?service=cart');
  for (let round = 0; round < ROUNDS; round++) {
    await tracer.flush();
    await store.drained();
  }
  expect(stored).toBe(2);
  expect(store.writeStats()).toMatchObject({ spansStored: 2, inserts: 1 });

  const { traces } = (await app.inject('/api/v1/traces?service=throughline')).json();
  expect(traces).toMatchObject([
    { rootService: 'throughline', rootName: 'GET /api/v1/traces', spanCount: 2 },
  ]);
  await tracer.close();
  await store.close(1000);
});
