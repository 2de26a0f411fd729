// Cohorts over more spans than may be read: blocks of storage are left out, and the difference is found all the same.

import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { parseAndCheck } from '@throughline/traceql/check/check';
import { instantGrid } from '@throughline/traceql/eval/metrics/time-grid';
import { beforeAll, expect, it } from 'vitest';
import type { SpanStore } from '../../contract/span-store.ts';
import type { CohortsRequest } from '../../contract/traceql-store.ts';
import { openTestStore } from '../../testing/open-test-store.ts';

const NOW_MS = Date.UTC(2026, 0, 31, 12);
const NOW_NS = BigInt(NOW_MS) * 1_000_000n;
const HOUR_NS = 3_600_000_000_000n;
const PER_REQUEST = 10_000;
const SPANS = 20 * PER_REQUEST;
/** Of these, every second block is read. */
const READ_SPANS = SPANS / 2;

let store: SpanStore;

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

/** Every fifth failed, all of them of region eu. */
function spanOf(at: number) {
  const isFailed = at % 5 === 0;
  const startNs = NOW_NS + BigInt(at) * 10_000_000n;
  return {
    traceId: (at + 1).toString(16).padStart(32, '0'),
    spanId: (at + 1).toString(16).padStart(16, '0'),
    name: 'GET /',
    startTimeUnixNano: String(startNs),
    endTimeUnixNano: String(startNs + 1_000_000n),
    status: isFailed ? { code: 2 } : {},
    attributes: [text('region', isFailed ? 'eu' : 'us')],
  };
}

beforeAll(async () => {
  store = await openTestStore();
  for (let from = 0; from < SPANS; from += PER_REQUEST) {
    const spans = Array.from({ length: PER_REQUEST }, (_, at) => spanOf(from + at));
    const resource = { attributes: [text('service.name', 'shop')] };
    const resourceSpans = [{ resource, scopeSpans: [{ spans }] }];
    await store.append(1, (batch) => decodeTracesJson({ resourceSpans }, batch, NOW_MS));
  }
  await store.drained();
});

function request(more: Partial<CohortsRequest>): CohortsRequest {
  const { body } = parseAndCheck('{ }');
  const selected = parseAndCheck('{ status = error }').body;
  const selection = selected.kind === 'pipeline' ? selected.stages[0] : undefined;
  if (body.kind !== 'pipeline' || selection?.kind !== 'spanset-filter')
    throw new Error('no filter');
  return {
    ...{ pipeline: body, selection, grid: instantGrid(NOW_NS, NOW_NS + HOUR_NS) },
    ...{ sampleSpans: 1_000_000, readSpans: 1_000_000 },
    limits: { timeoutMs: 60_000, maxMemoryBytes: 256 * 1024 ** 2 },
    ...more,
  };
}

it('reads all spans while they are few enough', async () => {
  const { selection, baseline, fields } = await store.traceql.cohorts(request({}));
  expect(selection).toEqual({ spans: 40_000, isExact: true, sampledSpans: 40_000 });
  expect(baseline).toEqual({ spans: 160_000, isExact: true, sampledSpans: 160_000 });
  const region = fields.find(({ field }) => field === 'span.region');
  expect(region).toMatchObject({ selection: 40_000, baseline: 160_000 });
  expect(region?.values.map(({ value, ...counts }) => ({ ...value, ...counts }))).toEqual(
    expect.arrayContaining([
      { type: 'string', value: 'eu', selection: 40_000, baseline: 0 },
      { type: 'string', value: 'us', selection: 0, baseline: 160_000 },
    ]),
  );
});

it('leaves out blocks of storage when there are more, and single spans beyond the sample', async () => {
  const asked = request({ readSpans: READ_SPANS, sampleSpans: 5_000 });
  const { selection, baseline, fields } = await store.traceql.cohorts(asked);
  expect([selection.spans, baseline.spans]).toEqual([40_000, 160_000]);
  // By hashes of block and span: about so many, never all and never none.
  for (const { sampledSpans } of [selection, baseline]) {
    expect(sampledSpans).toBeGreaterThan(500);
    expect(sampledSpans).toBeLessThan(15_000);
  }
  const region = fields.find(({ field }) => field === 'span.region');
  expect(region?.selection).toBe(selection.sampledSpans);
  expect(
    region?.values.every(({ selection: of, baseline: other }) => of === 0 || other === 0),
  ).toBe(true);
});
