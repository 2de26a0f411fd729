import { SpanBatch } from '@throughline/model/batch/span-batch';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { expect, it } from 'vitest';
import { DEMO_SERVICES } from './demo-calls.ts';
import { makeDemoTraces } from './demo-traces.ts';

const NOW_MS = 1_769_860_800_000;

/** Park and Miller's generator: the same numbers in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status?: { readonly code: number };
}

function spansOf(body: { readonly resourceSpans: readonly object[] }): readonly Span[] {
  const { resourceSpans } = body as {
    resourceSpans: { scopeSpans: { spans: Span[] }[] }[];
  };
  return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
}

it('are whole traces that end before now, each span within its parent', () => {
  const { body, traces, spans, slowestTraceId } = makeDemoTraces(NOW_MS, seeded(7));
  const all = spansOf(body);
  expect(all).toHaveLength(spans);
  expect(new Set(all.map(({ traceId }) => traceId)).size).toBe(traces);
  const byId = new Map(all.map((span) => [span.spanId, span]));
  for (const span of all) {
    expect(BigInt(span.endTimeUnixNano) <= BigInt(NOW_MS) * 1_000_000n).toBe(true);
    if (span.parentSpanId === undefined) continue;
    const parent = byId.get(span.parentSpanId);
    expect(parent?.traceId).toBe(span.traceId);
    expect(BigInt(span.startTimeUnixNano) >= BigInt(parent?.startTimeUnixNano ?? 0)).toBe(true);
    expect(BigInt(span.endTimeUnixNano) <= BigInt(parent?.endTimeUnixNano ?? 0)).toBe(true);
  }
  expect(all.some(({ traceId }) => traceId === slowestTraceId)).toBe(true);
  expect(all.some(({ status }) => status?.code === 2)).toBe(true);
});

it('are taken by the decoder of OTLP, from every service', () => {
  const { body, spans } = makeDemoTraces(NOW_MS, seeded(7));
  const outcome = decodeTracesJson(body, new SpanBatch(), NOW_MS);
  expect(outcome).toEqual({ acceptedSpans: spans, rejectedSpans: 0, message: '' });
  expect(JSON.stringify(body)).toContain('throughline.demo');
  for (const service of DEMO_SERVICES) expect(JSON.stringify(body)).toContain(service);
});

it('are new ones each time', () => {
  const one = makeDemoTraces(NOW_MS, seeded(7)).slowestTraceId;
  expect(makeDemoTraces(NOW_MS, seeded(7)).slowestTraceId).not.toBe(one);
});
