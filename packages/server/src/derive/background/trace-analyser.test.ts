// How long the slices of the background analysis are, by how much arrives; what it does in them is tested over a real store.

import type { RestWindow } from '@throughline/storage/contract/verdict-store';
import { expect, it } from 'vitest';
import { storeWith, verdictsWith } from '../../http/testing/create-test-app.ts';
import { TraceAnalyser } from './trace-analyser.ts';

it.each([
  ['few', 100, 5_000],
  ['many', 500_000, 20_000],
])('with %s spans a slice the next one is as long as it should be', async (_, spans, nextMs) => {
  let nowMs = Date.UTC(2026, 0, 10, 12);
  const windows: RestWindow[] = [];
  const analysedMs = nowMs;
  const verdicts = verdictsWith({
    analysedUntilMs: async () => analysedMs,
    async countRested(window) {
      windows.push(window);
      return { traces: 0, spans };
    },
  });
  const analyser = new TraceAnalyser({
    ...{ store: storeWith({ verdicts }), settings: {}, restMs: 10_000, cpuShare: 0.2 },
    nowMs: () => nowMs,
    utilization: () => 0,
  });
  nowMs += 16_000;
  expect((await analyser.runOnce()).pauseMs).toBe(nextMs);
  nowMs += nextMs - 1;
  expect((await analyser.runOnce()).pauseMs).toBe(1);
  nowMs += 1;
  await analyser.runOnce();
  expect(windows.map(({ fromMs, untilMs }) => untilMs - fromMs)).toEqual([5_000, nextMs]);
});
