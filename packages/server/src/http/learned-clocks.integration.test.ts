// Clocks that many arriving traces have shown to be off, through the API over the real store and engine: a trace that
// shows nothing by itself is read with them, in its columns and in its analysis.

import type { TraceAnalysisAnswer } from '@throughline/model/api/analysis';
import type { TraceColumns } from '@throughline/model/api/trace';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { openTestStore } from '@throughline/storage/testing/open-test-store';
import type { Static } from 'typebox';
import { expect, it } from 'vitest';
import { TraceAnalyser } from '../derive/background/trace-analyser.ts';
import { createTestApp } from './testing/create-test-app.ts';

const NOON_MS = Date.UTC(2026, 0, 10, 12);
const REST_MS = 10_000;

const traceId = (number: number) => number.toString(16).padStart(32, '0');

/** A call from 8 to 18 ms; the callee's clock is five behind, and it begins at `startMs` of its own. */
function callOf(number: number, startMs: number) {
  const spanOf = (span: string, kind: number, fromMs: number, toMs: number) => ({
    ...{ traceId: traceId(number), spanId: span.padStart(16, '0'), name: 'call', kind },
    startTimeUnixNano: String(BigInt(NOON_MS + fromMs) * 1_000_000n),
    endTimeUnixNano: String(BigInt(NOON_MS + toMs) * 1_000_000n),
  });
  const from = (service: string, span: object) => ({
    resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
    scopeSpans: [{ spans: [span] }],
  });
  const callee = spanOf('2', 2, startMs, startMs + 4);
  return [
    from('web', spanOf('1', 3, 8, 18)),
    from('cart', { ...callee, parentSpanId: '1'.padStart(16, '0') }),
  ];
}

it('reads a trace with what others have shown of its clocks', async () => {
  const store = await openTestStore();
  const startsMs = [4, 5, 6, 7, 8, 4, 5, 6, 7, 8];
  const resourceSpans = startsMs.flatMap((startMs, at) => callOf(at + 1, startMs));
  await store.append(1, (batch) => decodeTracesJson({ resourceSpans }, batch, NOON_MS));
  await store.drained();
  let nowMs = NOON_MS + 60_000;
  const analyser = new TraceAnalyser({
    ...{ store, settings: {}, restMs: REST_MS, cpuShare: 1 },
    nowMs: () => nowMs,
    utilization: () => 0,
  });
  const app = await createTestApp({
    store,
    analysis: {
      ...{ isOn: true, settings: {}, analysedUntilMs: () => analyser.analysedUntilMs },
      clockShifts: () => analyser.clockShifts(),
    },
  });
  // The fifth begins with its call, by the clocks as they are, and needs no shift for itself.
  const shifts = async () =>
    (await app.inject(`/api/v1/traces/${traceId(5)}/columns`)).json<Static<typeof TraceColumns>>()
      .clockShifts;
  expect(await shifts()).toEqual({ row: [], shiftNs: [] });

  for (let analysed = 0; analysed < startsMs.length; ) {
    analysed += (await analyser.runOnce()).analysed;
  }
  nowMs += 60_000;
  expect(await shifts()).toMatchObject({ shiftNs: [5e6] });
  const { repairs } = (
    await app.inject(`/api/v1/traces/${traceId(5)}/analysis`)
  ).json<TraceAnalysisAnswer>();
  expect(repairs.map(({ sentence }) => sentence)).toEqual([
    'the clock of cart is 5 ms behind; for the analysis it is put right',
  ]);
  await app.close();
  await store.close(0);
});
