// Jaeger's third HTTP API (`/api/v3`), which its page since version 2.21 and Grafana with a switch speak: traces come
// as OTLP JSON.

import { status } from '@grpc/grpc-js';
import type { SpanBatch } from '@throughline/model/batch/span-batch';
import { encodeTraceJson } from '@throughline/model/otlp/json-encode';
import type { FastifyReply } from 'fastify';
import type { AppDependencies } from '../../http/app-dependencies.ts';
import type { AppInstance } from '../../http/app-instance.ts';
import { requestSignal } from '../../http/request-signal.ts';
import { JaegerError } from './jaeger-error.ts';
import { createJaegerQueries } from './jaeger-queries.ts';
import { HIDDEN, type TraceParams } from './routes-of-old.ts';
import { sendInParts } from './send-in-parts.ts';
import { readTraceId } from './trace-id.ts';
import { traceSummary, traceSummaryJson } from './trace-summary.ts';
import { booleanOf, urlParameters } from './url-parameters.ts';
import { searchRequestV3, timeNs } from './v3-request.ts';

const JSON_TYPE = 'application/json';

/** How a kind that is not said is told. */
const DEFAULT_KIND = 'internal';

export function registerRoutesV3(app: AppInstance, dependencies: AppDependencies): void {
  const { store, queryLimits: limits } = dependencies;
  const queries = createJaegerQueries({ store, limits });
  app.get('/api/v3/services', HIDDEN, async (_request, reply) => {
    const services = await queries.services(requestSignal(reply));
    return reply.type(JSON_TYPE).send(JSON.stringify({ services }));
  });
  app.get('/api/v3/operations', HIDDEN, async (request, reply) => {
    const url = urlParameters(request.url);
    const kind = url.first('spanKind', 'span_kind') ?? '';
    const found = await queries.operations(url.first('service') ?? '', kind, requestSignal(reply));
    const operations = found.map(({ name, spanKind }) => ({
      name,
      spanKind: spanKind || DEFAULT_KIND,
    }));
    return reply.type(JSON_TYPE).send(JSON.stringify({ operations }));
  });
  app.get('/api/v3/traces', HIDDEN, (request, reply) => {
    const { search, isRaw } = searchRequestV3(urlParameters(request.url));
    return sendTraces(reply, queries.search(search, isRaw, requestSignal(reply)));
  });
  app.get<TraceParams>('/api/v3/traces/:traceId', HIDDEN, async (request, reply) => {
    const traceId = readTraceId(request.params.traceId, 'malformed parameter trace_id: ');
    const url = urlParameters(request.url);
    // Where to look in time, which is not needed here; checked, as Jaeger does.
    for (const names of [
      ['startTime', 'start_time'],
      ['endTime', 'end_time'],
    ])
      timeNs(url, names);
    const isRaw = booleanOf(url, 'rawTraces', 'raw_traces');
    const batch = await queries.trace(traceId, isRaw, requestSignal(reply));
    return sendTraces(reply, batch === undefined ? [] : [batch]);
  });
  app.get('/api/v3/trace-summaries', HIDDEN, async (request, reply) => {
    const { search, isRaw } = searchRequestV3(urlParameters(request.url));
    const summaries: string[] = [];
    for await (const batch of queries.search(search, isRaw, requestSignal(reply))) {
      summaries.push(traceSummaryJson(traceSummary(batch)));
    }
    return reply.type(JSON_TYPE).send(`{"summaries":[${summaries.join(',')}]}`);
  });
}

/** One answer of OTLP, whatever the number of traces. */
async function sendTraces(
  reply: FastifyReply,
  batches: AsyncIterable<SpanBatch> | Iterable<SpanBatch>,
): Promise<FastifyReply> {
  async function* parts(): AsyncIterable<string> {
    let separator = '{"result":{"resourceSpans":[';
    for await (const batch of batches) {
      yield separator + resourceSpansOf(batch);
      separator = ',';
    }
    if (separator !== ',') throw new JaegerError(status.NOT_FOUND, 'No traces found');
    yield ']}}';
  }
  return sendInParts(reply.type(JSON_TYPE), parts());
}

const TRACE_START = '{"resourceSpans":[';
const TRACE_END = ']}';

/** The items of the list, which is one for all traces. */
function resourceSpansOf(batch: SpanBatch): string {
  return encodeTraceJson(batch).slice(TRACE_START.length, -TRACE_END.length);
}

/** Jaeger's body of an error in this API. */
export function errorBodyV3(httpCode: number, message: string): string {
  return JSON.stringify({ error: { httpCode, message } });
}
