// GET /api/traces/{id} and /api/v2/traces/{id}: a trace in OTLP, around which the two versions put different things.

import type { SpanBatch } from '@throughline/model/batch/span-batch';
import { allRows } from '@throughline/model/otlp/group-rows';
import { separateSharedIds } from '@throughline/model/tempo/separate-shared-ids';
import { resourceSpansJson } from '@throughline/model/tempo/trace-json';
import { encodeTempoTrace, encodeTraceByIdResponse } from '@throughline/model/tempo/trace-protobuf';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AppInstance } from '../../http/app-instance.ts';
import { requestSignal } from '../../http/request-signal.ts';
import { sendJson, sendProtobuf, wantsProtobuf } from '../answer-format.ts';
import type { TempoDependencies } from '../tempo-dependencies.ts';
import { checkTraceParameters, readTraceFilter, readTraceId } from '../trace-request.ts';
import { urlParameters } from '../url-parameters.ts';

interface TraceParams {
  readonly Params: { readonly traceId: string };
}

type TraceRequest = FastifyRequest<TraceParams>;

export function registerTraceRoutes(app: AppInstance, dependencies: TempoDependencies): void {
  app.get<TraceParams>('/api/traces/:traceId', (request, reply) =>
    answerV1(dependencies, request, reply),
  );
  app.get<TraceParams>('/api/v2/traces/:traceId', (request, reply) =>
    answerV2(dependencies, request, reply),
  );
}

/** Without a body when there is no such trace. */
async function answerV1(
  dependencies: TempoDependencies,
  request: TraceRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const traceId = readTraceId(request.params.traceId);
  checkTraceParameters(urlParameters(request.url));
  const batch = await readTrace(dependencies, traceId, reply);
  if (batch === undefined) return reply.status(404).send();
  return wantsProtobuf(request)
    ? sendProtobuf(reply, encodeTempoTrace(batch, allRows(batch)))
    : sendJson(reply, `{"batches":${resourceSpansJson(batch, allRows(batch))}}`);
}

/** An empty trace when there is none: to Grafana, "not found" would mean that the server is an old one. */
async function answerV2(
  dependencies: TempoDependencies,
  request: TraceRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const traceId = readTraceId(request.params.traceId);
  const url = urlParameters(request.url);
  checkTraceParameters(url);
  const filter = readTraceFilter(url);
  const batch = await readTrace(dependencies, traceId, reply);
  const rows = batch === undefined ? [] : (filter?.(batch) ?? [...allRows(batch)]);
  if (wantsProtobuf(request)) {
    const trace = batch === undefined ? new Uint8Array() : encodeTempoTrace(batch, rows);
    return sendProtobuf(reply, encodeTraceByIdResponse(trace, BigInt(trace.length)));
  }
  if (batch === undefined || rows.length === 0) return sendJson(reply, '{"trace":{},"metrics":{}}');
  const spans = resourceSpansJson(batch, rows);
  const metrics = `{"inspectedBytes":"${Buffer.byteLength(spans)}"}`;
  return sendJson(reply, `{"trace":{"resourceSpans":${spans}},"metrics":${metrics}}`);
}

async function readTrace(
  { store }: TempoDependencies,
  traceId: Uint8Array,
  reply: FastifyReply,
): Promise<SpanBatch | undefined> {
  const batch = await store.trace(traceId, requestSignal(reply));
  if (batch === undefined || batch.rowCount === 0) return undefined;
  separateSharedIds(batch);
  return batch;
}
