// What the store reports of each group and insert, as histograms.

import type { WriteObserver } from '@throughline/storage/contract/write-observer';
import type { Registry } from 'prom-client';
import { histogram } from './metric-registry.ts';
import { METRIC_TABLE } from './metric-table.ts';

export function createWriteMetrics(registry: Registry): WriteObserver {
  const appendSeconds = histogram(registry, METRIC_TABLE.storeAppendSeconds);
  const groupSpans = histogram(registry, METRIC_TABLE.storeGroupSpans);
  const groupBytes = histogram(registry, METRIC_TABLE.storeGroupBytes);
  const groupSeconds = histogram(registry, METRIC_TABLE.storeGroupSeconds);
  const insertSpans = histogram(registry, METRIC_TABLE.storeInsertSpans);
  const insertBytes = histogram(registry, METRIC_TABLE.storeInsertBytes);
  const insertSeconds = histogram(registry, METRIC_TABLE.storeInsertSeconds);
  const waitSeconds = histogram(registry, METRIC_TABLE.storeInsertWaitSeconds);
  return {
    appended: (waitedMs) => appendSeconds.observe(waitedMs / 1000),
    kept({ spans, bytes, durationMs }) {
      groupSpans.observe(spans);
      groupBytes.observe(bytes);
      groupSeconds.observe(durationMs / 1000);
    },
    inserted({ spans, bytes, durationMs, waitedMs }) {
      insertSpans.observe(spans);
      insertBytes.observe(bytes);
      insertSeconds.observe(durationMs / 1000);
      if (waitedMs !== undefined) waitSeconds.observe(waitedMs / 1000);
    },
  };
}
