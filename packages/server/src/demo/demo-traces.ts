// The demo traces: requests to the demo's shop over the last hour and a half, up to now, as OTLP JSON. Every resource says
// `throughline.demo`, so that they can be told apart and deleted.

import { randomBytes } from 'node:crypto';
import { type DemoCall, type DemoService, drawRequest, type Random } from './demo-calls.ts';

export interface DemoTraces {
  /** A body as POST /v1/traces takes it. */
  readonly body: { readonly resourceSpans: readonly object[] };
  readonly traces: number;
  readonly spans: number;
  readonly slowestTraceId: string;
}

/** More than are needed to say what is usual; in older ones and newer ones. */
const TRACES = 400;
const RANGE_MS = 90 * 60_000;
const NS_PER_MS = 1_000_000;

const KINDS = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const;

export function makeDemoTraces(nowMs: number, random: Random = Math.random): DemoTraces {
  const spansOf = new Map<DemoService, object[]>();
  let slowest = { traceId: '', durationMs: -1 };
  let spans = 0;
  for (let at = 0; at < TRACES; at++) {
    const traceId = randomBytes(16).toString('hex');
    const call = drawRequest(random);
    const durationMs = durationOf(call);
    // None of them ends after now.
    const startMs = nowMs - durationMs - (1 - (at + random()) / TRACES) * RANGE_MS;
    spans += addSpans(spansOf, call, { traceId, parentSpanId: undefined, startMs });
    if (durationMs > slowest.durationMs) slowest = { traceId, durationMs };
  }
  const resourceSpans = [...spansOf].map(([service, list]) => ({
    resource: {
      attributes: attributesOf({
        'service.name': service,
        'service.version': '1.4.0',
        'service.namespace': 'demo',
        'throughline.demo': 'true',
      }),
    },
    scopeSpans: [{ scope: { name: 'throughline-demo' }, spans: list }],
  }));
  return { body: { resourceSpans }, traces: TRACES, spans, slowestTraceId: slowest.traceId };
}

function durationOf({ ownMs, calls }: DemoCall): number {
  return calls.reduce((sum, call) => sum + durationOf(call), ownMs);
}

interface Place {
  readonly traceId: string;
  readonly parentSpanId: string | undefined;
  readonly startMs: number;
}

/** A call's own time is spread evenly around the calls it makes. */
function addSpans(spansOf: Map<DemoService, object[]>, call: DemoCall, place: Place): number {
  const { traceId, parentSpanId, startMs } = place;
  const spanId = randomBytes(8).toString('hex');
  const endMs = startMs + durationOf(call);
  const list = spansOf.get(call.service) ?? [];
  spansOf.set(call.service, list);
  list.push({
    ...{ traceId, spanId, name: call.name, kind: KINDS[call.kind] },
    ...(parentSpanId === undefined ? {} : { parentSpanId }),
    startTimeUnixNano: nanos(startMs),
    endTimeUnixNano: nanos(endMs),
    attributes: attributesOf(call.attributes),
    ...(call.error === undefined ? {} : { status: { code: 2, message: call.error } }),
    ...(call.exception === undefined ? {} : { events: [exceptionOf(call, endMs)] }),
  });
  const gapMs = call.ownMs / (call.calls.length + 1);
  let spans = 1;
  let nextMs = startMs + gapMs;
  for (const child of call.calls) {
    spans += addSpans(spansOf, child, { traceId, parentSpanId: spanId, startMs: nextMs });
    nextMs += durationOf(child) + gapMs;
  }
  return spans;
}

function exceptionOf({ exception = '', error = '' }: DemoCall, endMs: number): object {
  return {
    timeUnixNano: nanos(endMs),
    name: 'exception',
    attributes: attributesOf({
      'exception.type': exception,
      'exception.message': error,
      'exception.stacktrace': `${exception}: ${error}\n    at charge (payments/charge.ts:48:11)\n    at handle (payments/server.ts:20:5)`,
    }),
  };
}

function nanos(ms: number): string {
  return String(BigInt(Math.round(ms * 1000)) * BigInt(NS_PER_MS / 1000));
}

function attributesOf(values: Readonly<Record<string, string | number>>): object[] {
  return Object.entries(values).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
  }));
}
