// The server's traces of itself, kept in its own store under the service "throughline". Off unless asked
// for, and loaded only then. Spans go straight into the store and past the receivers, so that storing
// them makes no further ones; there are at most so many per second; and nobody waits for them.

import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import {
  type Attributes,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOnSampler,
  BasicTracerProvider,
  BatchSpanProcessor,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base';
import { decodeTracesProtobuf } from '@throughline/model/otlp/protobuf-decode';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import { createRateLimit } from './rate-limit.ts';
import type { FinishedWork, SelfTracer } from './self-traces.ts';

export const SELF_SERVICE = 'throughline';

/** Enough to look into; a thousandth of what the store takes. Each is a handful of spans. */
const MAX_TRACES_PER_SECOND = 20;

/** A minute of all that may come; what is more is dropped, and memory stays small. */
const MAX_QUEUED_SPANS = 2_048;

/** Found within about a second, as everything else. */
const EXPORT_DELAY_MS = 1_000;

/** What the stop of the server has left for it. */
const EXPORT_TIMEOUT_MS = 1_000;

export interface SelfTracerOptions {
  readonly version: string;
  readonly append: SpanStore['append'];
  readonly count: (outcome: 'stored' | 'dropped', spans: number) => void;
}

export function createSelfTracer(options: SelfTracerOptions): SelfTracer {
  const exporter = createStoreExporter(options);
  const processor = new BatchSpanProcessor(exporter, {
    maxQueueSize: MAX_QUEUED_SPANS,
    scheduledDelayMillis: EXPORT_DELAY_MS,
    exportTimeoutMillis: EXPORT_TIMEOUT_MS,
  });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({
      'service.name': SELF_SERVICE,
      'service.version': options.version,
      'service.instance.id': randomUUID(),
    }),
    // Not what the environment says: that is for the applications of whoever runs us.
    sampler: new AlwaysOnSampler(),
    spanProcessors: [processor],
  });
  const tracer = provider.getTracer('throughline', options.version);
  const limit = createRateLimit(MAX_TRACES_PER_SECOND);
  const current = new AsyncLocalStorage<Span>();

  return {
    request(name, attributes, work) {
      if (limit.take(performance.now()) === undefined) return work(undefined);
      const span = tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, ROOT_CONTEXT);
      return current.run(span, () =>
        work(({ failure, attributes: more }) => end(span, failure, more)),
      );
    },
    async step(name, attributes, work) {
      const parent = current.getStore();
      if (parent === undefined) return work();
      const context = trace.setSpan(ROOT_CONTEXT, parent);
      const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, context);
      try {
        const result = await work();
        end(span, undefined);
        return result;
      } catch (error) {
        // Its name alone: messages of the engine may quote what was searched for.
        end(span, error instanceof Error ? error.name : 'unknown');
        throw error;
      }
    },
    finished(name, { durationMs, attributes, failure }) {
      if (limit.take(performance.now()) === undefined) return;
      const endTime = performance.timeOrigin + performance.now();
      const times = { startTime: endTime - durationMs };
      const span = tracer.startSpan(name, { attributes, ...times }, ROOT_CONTEXT);
      end(span, failure, {}, endTime);
    },
    // What could not be stored is counted; whoever flushes cannot mend it.
    flush: () => provider.forceFlush().catch(() => undefined),
    close: () => provider.shutdown().catch(() => undefined),
  };
}

function end(
  span: Span,
  failure: FinishedWork['failure'],
  attributes: Attributes = {},
  endTime?: number,
): void {
  span.setAttributes(attributes);
  if (failure !== undefined) {
    span.setAttribute('error.type', failure);
    span.setStatus({ code: SpanStatusCode.ERROR, message: failure });
  }
  span.end(endTime);
}

/** Spans that find no room are dropped and counted: others need it more. */
function createStoreExporter({ append, count }: SelfTracerOptions): SpanExporter {
  return {
    export(spans, done) {
      const body = ProtobufTraceSerializer.serializeRequest(spans) ?? new Uint8Array(0);
      append(body.length, (batch) => decodeTracesProtobuf(body, batch, Date.now())).then(
        ({ acceptedSpans }) => {
          count('stored', acceptedSpans);
          done({ code: 0 });
        },
        (error: unknown) => {
          count('dropped', spans.length);
          done({ code: 1, ...(error instanceof Error ? { error } : {}) });
        },
      );
    },
    shutdown: async () => {},
  };
}
