import { readTrace, type Trace } from '@throughline/analysis/trace/trace';
import { SpanBatch, TRACE_ID_BYTES } from '@throughline/model/batch/span-batch';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import type { FoundTrace, TraceqlSearch } from '@throughline/storage/contract/traceql-store';
import { print } from '@throughline/traceql/syntax/print';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  storeWith,
  TEST_NOW_NS,
  TEST_QUERY_LIMITS,
  traceqlWith,
} from '../http/testing/create-test-app.ts';
import { EndpointBaselines } from './endpoint-baselines.ts';

const MINUTE_NS = 60_000_000_000n;
const HOUR_NS = 60n * MINUTE_NS;

const idOf = (number: number) => number.toString(16).padStart(32, '0');

/** Its number is how long it takes, too. */
function batchOf(number: number, name = 'GET /cart'): SpanBatch {
  const startNs = TEST_NOW_NS - 10n * MINUTE_NS;
  const span = {
    traceId: idOf(number),
    spanId: '00000000000000a1',
    name,
    kind: 2,
    startTimeUnixNano: String(startNs),
    endTimeUnixNano: String(startNs + BigInt(number) * 1_000_000n),
  };
  const service = { key: 'service.name', value: { stringValue: 'cart' } };
  const batch = new SpanBatch();
  decodeTracesJson(
    { resourceSpans: [{ resource: { attributes: [service] }, scopeSpans: [{ spans: [span] }] }] },
    batch,
    0,
  );
  return batch;
}

function found(number: number, spanCount = 1): FoundTrace {
  return {
    traceId: idOf(number),
    ...{ startNs: 0n, endNs: 1n, rootService: 'cart', rootName: 'GET /cart', hasRoot: true },
    ...{ spanCount, errorCount: 0, services: [], spansets: [] },
  };
}

const asked: TraceqlSearch[] = [];
const read: string[] = [];

function baselinesOver(traces: readonly FoundTrace[]): EndpointBaselines {
  const store = storeWith({
    traceql: traceqlWith({
      search: async (request) => {
        asked.push(request);
        return {
          traces,
          total: { count: traces.length, isExact: true },
          statistics: { inspectedTraces: 0, inspectedSpans: 0, inspectedBytes: 0 },
        };
      },
    }),
    trace: async (traceId) => {
      const number = traceId[TRACE_ID_BYTES - 1] ?? 0;
      read.push(idOf(number));
      return batchOf(number);
    },
  });
  return new EndpointBaselines({
    store,
    queryLimits: TEST_QUERY_LIMITS,
    nowNs: () => TEST_NOW_NS,
    clockShifts: () => [],
  });
}

const traceOf = (number: number, name?: string): Trace => readTrace(batchOf(number, name));

beforeEach(() => {
  asked.length = 0;
  read.length = 0;
});

afterEach(() => {
  vi.useRealTimers();
});

const many = Array.from({ length: 30 }, (_, at) => found(at + 1));

it('asks for traces of the same root, of the day before the hour and of that hour', async () => {
  await baselinesOver([]).of(traceOf(1));
  const query =
    '{ resource.service.name = "cart" && name = "GET /cart" && rootServiceName = "cart"';
  expect(asked.map((request) => print(request.query).startsWith(query))).toEqual([true, true]);
  const hourNs = TEST_NOW_NS - (TEST_NOW_NS % HOUR_NS) - HOUR_NS;
  expect(asked.map(({ range }) => range)).toEqual([
    { startNs: hourNs - 24n * HOUR_NS, endNs: hourNs + HOUR_NS - 10_000_000_000n },
    { startNs: hourNs - 24n * HOUR_NS, endNs: hourNs - HOUR_NS },
  ]);
});

it('counts each trace once, and not the one that is looked at', async () => {
  const baselines = baselinesOver(many);
  const other = await baselines.of(traceOf(200));
  expect(other.baseline.traces).toBe(30);
  expect(other.baseline.durationNs.count).toBe(30);
  const own = await baselines.of(traceOf(30));
  expect(own.baseline.traces).toBe(29);
  expect(own.baseline.durationNs.count).toBe(29);
  const [operation] = Object.values(own.baseline.operations);
  expect(operation).toMatchObject({ traces: 29, calls: 29, durationNs: { count: 29 } });
});

it('forgets what only the trace itself has', async () => {
  const { baseline } = await baselinesOver([found(1)]).of(traceOf(1));
  expect(baseline.traces).toBe(0);
  expect(baseline.operations).toEqual({});
});

it('keeps what it has learned for a minute', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const baselines = baselinesOver(many);
  await Promise.all([baselines.of(traceOf(200)), baselines.of(traceOf(201))]);
  expect(asked).toHaveLength(2);
  vi.advanceTimersByTime(59_000);
  await baselines.of(traceOf(200));
  expect(asked).toHaveLength(2);
  vi.advanceTimersByTime(2_000);
  await baselines.of(traceOf(200));
  expect(asked).toHaveLength(4);
});

it('asks again at once while there are too few to compare with', async () => {
  const baselines = baselinesOver(many.slice(0, 3));
  await baselines.of(traceOf(200));
  await baselines.of(traceOf(200));
  expect(asked).toHaveLength(4);
});

it('reads no more spans than can be looked at', async () => {
  const { baseline } = await baselinesOver([found(1), found(2, 60_000), found(3)]).of(traceOf(9));
  expect([...new Set(read)]).toEqual([idOf(1), idOf(3)]);
  expect(baseline.traces).toBe(2);
});

it('leaves out traces of another root', async () => {
  const { baseline } = await baselinesOver(many).of(traceOf(200, 'GET /other'));
  expect(baseline.traces).toBe(0);
});
