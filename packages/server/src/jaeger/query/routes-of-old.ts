// Jaeger's HTTP API of old, which its page up to version 2, Grafana and most tools speak: services, operations,
// traces, and what is said about a file of spans.

import { status } from '@grpc/grpc-js';
import { bytesToHex } from '@throughline/model/base/hex';
import { SpanBatch } from '@throughline/model/batch/span-batch';
import { encodeJaegerTraceJson } from '@throughline/model/jaeger/json-encode';
import { traceWarnings } from '@throughline/model/jaeger/trace-warnings';
import { allRows } from '@throughline/model/otlp/group-rows';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { separateSharedIds } from '@throughline/model/tempo/separate-shared-ids';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AppDependencies } from '../../http/app-dependencies.ts';
import type { AppInstance } from '../../http/app-instance.ts';
import { requestSignal } from '../../http/request-signal.ts';
import { type EnvelopeError, envelope, envelopeEnd, pretty } from './envelope.ts';
import { badRequest, JaegerError, TRACE_NOT_FOUND, traceNotFound } from './jaeger-error.ts';
import { MAX_TRANSFORM_BYTES } from './jaeger-limits.ts';
import { createJaegerQueries, type JaegerQueries } from './jaeger-queries.ts';
import { type TracesRequest, tracesRequest } from './search-request.ts';
import { sendInParts } from './send-in-parts.ts';
import { readTraceId } from './trace-id.ts';
import { booleanOf, integerOf, urlParameters } from './url-parameters.ts';

interface ServiceParams {
  readonly Params: { readonly service: string };
}

export interface TraceParams {
  readonly Params: { readonly traceId: string };
}

const JSON_TYPE = 'application/json';

/** Not part of our own API, and thus not in its description. */
export const HIDDEN = { schema: { hide: true } } as const;

export function registerRoutesOfOld(app: AppInstance, dependencies: AppDependencies): void {
  const { store, queryLimits: limits, nowNs } = dependencies;
  const queries = createJaegerQueries({ store, limits });
  app.get('/api/services', HIDDEN, async (request, reply) => {
    const services = await queries.services(requestSignal(reply));
    return send(request, reply, envelope(JSON.stringify(services), services.length));
  });
  app.get<ServiceParams>('/api/services/:service/operations', HIDDEN, async (request, reply) => {
    const service = unescaped(request.params.service);
    const operations = await queries.operations(service, '', requestSignal(reply));
    const names = [...new Set(operations.map(({ name }) => name))];
    return send(request, reply, envelope(JSON.stringify(names), names.length));
  });
  app.get('/api/operations', HIDDEN, async (request, reply) => {
    const url = urlParameters(request.url);
    const service = url.first('service');
    if (service === undefined) throw badRequest("parameter 'service' is required");
    const spanKind = url.first('spanKind') ?? '';
    const operations = await queries.operations(service, spanKind, requestSignal(reply));
    return send(request, reply, envelope(JSON.stringify(operations), operations.length));
  });
  app.get('/api/traces', HIDDEN, async (request, reply) => {
    const asked = tracesRequest(urlParameters(request.url), nowNs());
    return sendTraces(queries, asked, request, reply);
  });
  app.get<TraceParams>('/api/traces/:traceId', HIDDEN, async (request, reply) => {
    const traceId = readTraceId(request.params.traceId);
    const url = urlParameters(request.url);
    // Where to look in time, which is not needed here; checked, as Jaeger does.
    for (const name of ['start', 'end']) integerOf(url, name);
    const isRaw = booleanOf(url, 'raw');
    const batch = await queries.trace(traceId, isRaw, requestSignal(reply));
    if (batch === undefined) throw traceNotFound();
    return send(request, reply, envelope(`[${traceJson(batch, isRaw)}]`, 0));
  });
  registerArchiveAndTransform(app, queries);
}

function registerArchiveAndTransform(app: AppInstance, queries: JaegerQueries): void {
  app.post<TraceParams>('/api/archive/:traceId', HIDDEN, async (request, reply) => {
    const traceId = readTraceId(request.params.traceId);
    const batch = await queries.trace(traceId, true, requestSignal(reply));
    if (batch === undefined) throw traceNotFound();
    throw new JaegerError(status.INTERNAL, 'archive span storage was not configured');
  });
  app.post('/api/transform', { ...HIDDEN, bodyLimit: MAX_TRANSFORM_BYTES }, (request, reply) =>
    send(request, reply, envelope(`[${transform(request.body).join(',')}]`, 0)),
  );
}

/** Jaeger unescapes what has been unescaped already; what cannot be is taken as it is. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

function traceJson(batch: SpanBatch, isRaw: boolean, rows: Iterable<number> = allRows(batch)) {
  return encodeJaegerTraceJson(batch, rows, isRaw ? undefined : traceWarnings(batch));
}

async function sendTraces(
  queries: JaegerQueries,
  { search, traceIds, isRaw }: TracesRequest,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const signal = requestSignal(reply);
  const errors: EnvelopeError[] = [];
  const batches =
    traceIds.length > 0
      ? tracesById(queries, traceIds, isRaw, signal, errors)
      : queries.search(search, isRaw, signal);
  async function* parts(): AsyncIterable<string> {
    let separator = '{"data":[';
    for await (const batch of batches) {
      yield separator + traceJson(batch, isRaw);
      separator = ',';
    }
    const end = `]${envelopeEnd(0, errors)}`;
    yield separator === ',' ? end : separator + end;
  }
  if (booleanOf(urlParameters(request.url), 'prettyPrint')) {
    const all: string[] = [];
    for await (const part of parts()) all.push(part);
    return send(request, reply, all.join(''));
  }
  return sendInParts(reply.type(JSON_TYPE), parts());
}

async function* tracesById(
  queries: JaegerQueries,
  traceIds: readonly Uint8Array[],
  isRaw: boolean,
  signal: AbortSignal,
  errors: EnvelopeError[],
): AsyncIterable<SpanBatch> {
  for (const traceId of traceIds) {
    const batch = await queries.trace(traceId, isRaw, signal);
    if (batch !== undefined) yield batch;
    else errors.push({ msg: TRACE_NOT_FOUND, traceID: bytesToHex(traceId) });
  }
}

/** The traces in OTLP JSON, each as Jaeger shows it. */
function transform(body: unknown): string[] {
  const batch = new SpanBatch();
  try {
    decodeTracesJson(body, batch, Date.now());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw badRequest(`cannot unmarshal OTLP: ${reason}`);
  }
  if (batch.rowCount === 0) return [];
  const rowsOfTrace = new Map<string, number[]>();
  for (const row of allRows(batch)) {
    const traceId = bytesToHex(batch.traceId.at(row));
    const rows = rowsOfTrace.get(traceId);
    if (rows === undefined) rowsOfTrace.set(traceId, [row]);
    else rows.push(row);
  }
  if (rowsOfTrace.size === 1) separateSharedIds(batch);
  return [...rowsOfTrace.values()].map((rows) => encodeJaegerTraceJson(batch, rows));
}

export function send(request: FastifyRequest, reply: FastifyReply, json: string): FastifyReply {
  const isPretty = booleanOf(urlParameters(request.url), 'prettyPrint');
  return reply.type(JSON_TYPE).send(isPretty ? pretty(json) : json);
}
