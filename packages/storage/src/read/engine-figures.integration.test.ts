// What a store tells of itself and of its engine, after spans have gone all the way.

import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { FULL_TRACE } from '@throughline/model/otlp/testing/full-trace';
import { expect, it } from 'vitest';
import { silentLogger } from '../contract/logger.ts';
import type { KeptGroup, StoredInsert } from '../contract/write-observer.ts';
import { openSpanStore } from '../open-span-store.ts';
import { createTestDatabase } from '../testing/create-test-database.ts';
import { createTestSpoolDir } from '../testing/open-test-store.ts';

it('tells sizes and times of groups and inserts, and the figures of the engine', async () => {
  const waits: number[] = [];
  const groups: KeptGroup[] = [];
  const inserts: StoredInsert[] = [];
  const store = await openSpanStore({
    connection: await createTestDatabase(),
    logger: silentLogger,
    spoolDir: await createTestSpoolDir(),
    observer: {
      appended: (waitedMs) => waits.push(waitedMs),
      kept: (group) => groups.push(group),
      inserted: (insert) => inserts.push(insert),
    },
  });
  const append = () =>
    store.append(1, (batch) => decodeTracesJson(FULL_TRACE, batch, Date.UTC(2026, 0, 31)));
  const { acceptedSpans } = await append();
  await store.drained();

  expect(waits).toHaveLength(1);
  expect(groups).toMatchObject([{ spans: acceptedSpans }]);
  expect(inserts).toMatchObject([{ spans: acceptedSpans, bytes: groups[0]?.bytes }]);
  expect(inserts[0]?.waitedMs).toBeGreaterThanOrEqual(inserts[0]?.durationMs ?? Number.NaN);

  const figures = await store.engineFigures();
  expect(figures.parts).toBeGreaterThan(1);
  expect(figures.mostPartsOfPartition).toBeGreaterThanOrEqual(1);
  expect(figures.storedBytes).toBeGreaterThan(0);
  expect(figures.memoryBytes).toBeGreaterThan(0);
  expect(figures.runningMerges).toBeGreaterThanOrEqual(0);
  expect(figures.diskFreeBytes).toBeGreaterThan(0);
  expect(figures.diskTotalBytes).toBeGreaterThan(figures.diskFreeBytes);
  await store.close(1000);
});
