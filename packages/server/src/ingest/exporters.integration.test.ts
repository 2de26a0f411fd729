// Unmodified exporters of OpenTelemetry JS, of today's generation and of the one before it, through
// both receivers into the real store: what comes back is what the SDK was told.

import { type Attributes, SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { ensureExists } from '@throughline/model/base/assert';
import { hexToBytes } from '@throughline/model/base/hex';
import { encodeTraceJson } from '@throughline/model/otlp/json-encode';
import type { JsonObject } from '@throughline/model/otlp/testing/arbitrary-traces';
import { plainSpans } from '@throughline/model/otlp/testing/plain-spans';
import { silentLogger } from '@throughline/storage/contract/logger';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import { openTestStore } from '@throughline/storage/testing/open-test-store';
import { OTLPTraceExporter as OldGrpcExporter } from 'otel-1-exporter-trace-otlp-grpc';
import { OTLPTraceExporter as OldJsonExporter } from 'otel-1-exporter-trace-otlp-http';
import { OTLPTraceExporter as OldProtobufExporter } from 'otel-1-exporter-trace-otlp-proto';
import { Resource as OldResource } from 'otel-1-resources';
import {
  InMemorySpanExporter as OldMemory,
  SimpleSpanProcessor as OldProcessor,
  BasicTracerProvider as OldProvider,
} from 'otel-1-sdk-trace-base';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createOtlpGrpcListener } from '../grpc/otlp-grpc-listener.ts';
import type { Listener } from '../listener.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { createOtlpHttpListener } from './otlp-http-listener.ts';

let store: SpanStore;
let http: Listener;
let grpc: Listener;
beforeAll(async () => {
  store = await openTestStore();
  const metrics = createMetrics({ version: 'test', withProcessMetrics: false }).ingest;
  const shared = { store, metrics, logger: silentLogger, host: '127.0.0.1', port: 0 };
  const maxRequestBytes = 1024 * 1024;
  http = createOtlpHttpListener({ ...shared, corsOrigins: [], maxRequestBytes });
  grpc = createOtlpGrpcListener({ ...shared, maxRequestBytes });
  await Promise.all([http.start(), grpc.start()]);
});
afterAll(async () => {
  await Promise.all([http.stop(0), grpc.stop(0)]);
  await store.close(1000);
});

const RESOURCE: Attributes = { 'service.name': 'checkout', 'process.pid': 4711 };

const OLD_SDK: Attributes = {
  'telemetry.sdk.language': 'nodejs',
  'telemetry.sdk.name': 'opentelemetry',
  'telemetry.sdk.version': '1.30.1',
};

const ATTRIBUTES: Attributes = {
  text: 'Grüße, 世界 🚀',
  empty: '',
  yes: true,
  no: false,
  zero: 0,
  large: Number.MAX_SAFE_INTEGER,
  negative: -42,
  double: 0.1,
  texts: ['a', '', 'b'],
  numbers: [1, 2.5, -3],
  booleans: [true, false],
};

const START: [number, number] = [1_700_000_000, 123_456_789];
const EVENT: [number, number] = [1_700_000_001, 1];
const END: [number, number] = [1_700_000_003, 999_999_999];

/** What both generations of the SDK's tracer have in common. */
interface AnyProvider {
  getTracer(name: string, version: string): ReturnType<BasicTracerProvider['getTracer']>;
}

/** Makes one span with everything the API can say. */
function makeSpan(provider: AnyProvider): void {
  const span = provider.getTracer('checkout-lib', '1.2.3').startSpan('charge card', {
    kind: SpanKind.CLIENT,
    startTime: START,
    attributes: ATTRIBUTES,
    links: [
      {
        context: {
          traceId: 'ab'.repeat(16),
          spanId: 'cd'.repeat(8),
          traceFlags: TraceFlags.SAMPLED,
        },
        attributes: { reason: 'retry', attempt: 2 },
      },
    ],
  });
  span.addEvent('exception', { 'exception.message': 'declined', code: 51 }, EVENT);
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'card declined' });
  span.end(END);
}

function anyValue(value: unknown): JsonObject {
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (Number.isSafeInteger(value)) return { intValue: String(value) };
  return { doubleValue: value };
}

function attributesJson(attributes: Attributes): JsonObject[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function nanos([seconds, rest]: [number, number]): string {
  return String(BigInt(seconds) * 1_000_000_000n + BigInt(rest));
}

/** The same span in OTLP JSON, written from what `makeSpan` says and not from what was sent. */
function expectedTrace(ids: Ids, flags: number, resource: Attributes): JsonObject {
  return {
    resourceSpans: [
      {
        resource: { attributes: attributesJson(resource) },
        scopeSpans: [
          {
            scope: { name: 'checkout-lib', version: '1.2.3' },
            spans: [
              {
                ...ids,
                name: 'charge card',
                kind: 3,
                startTimeUnixNano: nanos(START),
                endTimeUnixNano: nanos(END),
                attributes: attributesJson(ATTRIBUTES),
                events: [
                  {
                    timeUnixNano: nanos(EVENT),
                    name: 'exception',
                    attributes: attributesJson({ 'exception.message': 'declined', code: 51 }),
                  },
                ],
                links: [
                  {
                    traceId: 'ab'.repeat(16),
                    spanId: 'cd'.repeat(8),
                    attributes: attributesJson({ reason: 'retry', attempt: 2 }),
                    flags,
                  },
                ],
                status: { code: 2, message: 'card declined' },
                flags,
              },
            ],
          },
        ],
      },
    ],
  };
}

interface Ids {
  readonly traceId: string;
  readonly spanId: string;
}

interface AnyExporter<S> {
  export(spans: S[], done: (result: { code: number; error?: Error }) => void): void;
  shutdown(): Promise<void>;
}

async function exportSpans<S>(exporter: AnyExporter<S>, spans: S[]): Promise<void> {
  const result = await new Promise((resolve) => exporter.export(spans, resolve));
  await exporter.shutdown();
  expect(result).toEqual({ code: 0 });
}

async function expectStored(traceId: string, expected: JsonObject): Promise<void> {
  await store.drained();
  const batch = await store.trace(ensureExists(hexToBytes(traceId), traceId));
  const found: JsonObject = JSON.parse(encodeTraceJson(ensureExists(batch, 'the trace is stored')));
  expect(plainSpans(found)).toEqual(plainSpans(expected));
}

const tracesUrl = () => `${http.url}/v1/traces`;

describe.each(['none', 'gzip'])('OTEL_EXPORTER_OTLP_COMPRESSION=%s', (compression) => {
  beforeEach(() => {
    vi.stubEnv('OTEL_EXPORTER_OTLP_COMPRESSION', compression);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it.each([
    ['HTTP protobuf', () => new ProtobufExporter({ url: tracesUrl() })],
    ['HTTP JSON', () => new JsonExporter({ url: tracesUrl() })],
    ['gRPC', () => new GrpcExporter({ url: grpc.url })],
  ])('OpenTelemetry JS 2: %s', async (_name, create) => {
    const memory = new InMemorySpanExporter();
    const spanProcessors = [new SimpleSpanProcessor(memory)];
    const resource = resourceFromAttributes(RESOURCE);
    makeSpan(new BasicTracerProvider({ resource, spanProcessors }));
    const spans = memory.getFinishedSpans();
    await exportSpans(create(), spans);
    const { traceId, spanId } = ensureExists(spans[0], 'one span').spanContext();
    await expectStored(traceId, expectedTrace({ traceId, spanId }, 0x101, RESOURCE));
  });

  it.each([
    ['HTTP protobuf', () => new OldProtobufExporter({ url: tracesUrl() })],
    ['HTTP JSON', () => new OldJsonExporter({ url: tracesUrl() })],
    ['gRPC', () => new OldGrpcExporter({ url: grpc.url })],
  ])('OpenTelemetry JS 1: %s', async (_name, create) => {
    const memory = new OldMemory();
    const spanProcessors = [new OldProcessor(memory)];
    makeSpan(new OldProvider({ resource: new OldResource(RESOURCE), spanProcessors }));
    const spans = memory.getFinishedSpans();
    await exportSpans(create(), spans);
    const { traceId, spanId } = ensureExists(spans[0], 'one span').spanContext();
    // That generation sent no flags yet, and names itself in every resource.
    const resource = { ...RESOURCE, ...OLD_SDK };
    await expectStored(traceId, expectedTrace({ traceId, spanId }, 0, resource));
  });
});
