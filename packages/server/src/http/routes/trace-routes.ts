// GET /api/v1/traces/{traceId} in its forms: OTLP JSON or protobuf, compact columns, one span.

import {
  OtlpTrace,
  SpanDetailsAnswer,
  SpanParams,
  SpanQuery,
  TraceAttributeColumn,
  TraceAttributeQuery,
  TraceAttributesAnswer,
  TraceColumns,
  TraceParams,
  TraceQuery,
} from '@throughline/model/api/trace';
import type { SpanBatch } from '@throughline/model/batch/span-batch';
import { encodeJaegerTraceJson } from '@throughline/model/jaeger/json-encode';
import { encodeTraceJson } from '@throughline/model/otlp/json-encode';
import { encodeTraceProtobuf } from '@throughline/model/otlp/protobuf-encode';
import { encodeTraceTable } from '@throughline/model/trace-table/encode-trace-table';
import { TRACE_TABLE_TYPE } from '@throughline/model/trace-table/trace-table-format';
import { encodeZipkinJson } from '@throughline/model/zipkin/json-encode';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { envelope } from '../../jaeger/query/envelope.ts';
import { cutLongValues, spanDetailsJson } from '../../query/span-details.ts';
import { attributeColumn, listAttributes } from '../../query/trace-attributes.ts';
import { traceColumns } from '../../query/trace-columns.ts';
import { buildTraceTable, MAX_DRAWN_SPANS } from '../../query/trace-table.ts';
import type { AnalysisState, AppDependencies } from '../app-dependencies.ts';
import type { AppInstance } from '../app-instance.ts';
import { ApiError } from '../errors.ts';
import { parseSpanId, parseTraceId, traceNotFound } from '../parse-ids.ts';
import { requestSignal } from '../request-signal.ts';
import { errorResponses, jsonResponse, STORE_ERRORS, schemaRef } from '../schema-ref.ts';

const JSON_TYPE = 'application/json; charset=utf-8';
const PROTOBUF_TYPE = 'application/x-protobuf';

const TRACE_ERRORS = errorResponses(['INVALID_ID', 'TRACE_NOT_FOUND', ...STORE_ERRORS]);
const WHOLE_ERRORS = errorResponses([
  'INVALID_ID',
  'INVALID_PARAMETER',
  'TRACE_NOT_FOUND',
  ...STORE_ERRORS,
]);
const SPAN_ERRORS = errorResponses([
  'INVALID_ID',
  'INVALID_PARAMETER',
  'TRACE_NOT_FOUND',
  'SPAN_NOT_FOUND',
  ...STORE_ERRORS,
]);

export function registerTraceRoutes(app: AppInstance, { store, analysis }: AppDependencies): void {
  const readTrace = async (traceIdText: string, reply: FastifyReply): Promise<SpanBatch> => {
    const traceId = parseTraceId(traceIdText);
    const batch = await store.trace(traceId, requestSignal(reply));
    if (batch === undefined || batch.rowCount === 0) throw traceNotFound(traceId);
    return batch;
  };
  registerWholeTrace(app, readTrace);
  registerColumns(app, store, analysis);
  registerSpan(app, store);
  registerAttributes(app, readTrace);
}

type ReadTrace = (traceIdText: string, reply: FastifyReply) => Promise<SpanBatch>;

function registerWholeTrace(app: AppInstance, readTrace: ReadTrace): void {
  app.get(
    '/api/v1/traces/:traceId',
    {
      schema: {
        operationId: 'getTrace',
        summary: "A trace with everything in it, as OTLP, or in Jaeger's or Zipkin's JSON",
        description:
          'OTLP JSON; OTLP protobuf when Accept asks for application/x-protobuf; another form by `form`.',
        tags: ['traces'],
        params: TraceParams,
        querystring: TraceQuery,
        response: {
          200: {
            description: 'TracesData of opentelemetry-proto, or what `form` says',
            content: {
              'application/json': {
                schema: Type.Unsafe({
                  anyOf: [
                    schemaRef(OtlpTrace),
                    { type: 'object', description: "Jaeger's" },
                    { type: 'array', items: { type: 'object' }, description: "Zipkin's" },
                  ],
                }),
              },
              [PROTOBUF_TYPE]: { schema: Type.Unsafe({ type: 'string', format: 'binary' }) },
            },
          },
          ...WHOLE_ERRORS,
        },
      },
    },
    async (request, reply) => {
      const batch = await readTrace(request.params.traceId, reply);
      reply.header('vary', 'accept');
      const { form } = request.query;
      if (form === 'jaeger') {
        return reply.type(JSON_TYPE).send(envelope(`[${encodeJaegerTraceJson(batch)}]`, 0));
      }
      if (form === 'zipkin') return reply.type(JSON_TYPE).send(encodeZipkinJson(batch));
      if (wantsProtobuf(request.headers.accept)) {
        return reply.type(PROTOBUF_TYPE).send(Buffer.from(encodeTraceProtobuf(batch)));
      }
      return reply.type(JSON_TYPE).send(encodeTraceJson(batch));
    },
  );
}

function registerColumns(
  app: AppInstance,
  { traceParts }: SpanStore,
  analysis: AnalysisState,
): void {
  app.get(
    '/api/v1/traces/:traceId/columns',
    {
      schema: {
        operationId: 'getTraceColumns',
        summary: 'A trace as columns, for drawing',
        description:
          `Of a trace with more than ${MAX_DRAWN_SPANS} spans the first by start. A compact binary form ` +
          `when Accept asks for ${TRACE_TABLE_TYPE}; it belongs to the page and changes with it.`,
        tags: ['traces'],
        params: TraceParams,
        response: {
          200: {
            description: 'the trace, one array element per span',
            content: {
              'application/json': { schema: schemaRef(TraceColumns) },
              [TRACE_TABLE_TYPE]: { schema: Type.Unsafe({ type: 'string', format: 'binary' }) },
            },
          },
          ...TRACE_ERRORS,
        },
      },
    },
    async (request, reply) => {
      const traceId = parseTraceId(request.params.traceId);
      const outline = await traceParts.outline(traceId, MAX_DRAWN_SPANS, requestSignal(reply));
      if (outline === undefined) throw traceNotFound(traceId);
      const table = buildTraceTable(outline.batch, outline.spanCount, analysis.clockShifts());
      reply.header('vary', 'accept');
      if (request.headers.accept?.includes(TRACE_TABLE_TYPE) === true) {
        return reply.type(TRACE_TABLE_TYPE).send(Buffer.from(encodeTraceTable(table).buffer));
      }
      // The builder is typed by the schema; JSON.stringify is faster than a check of every element.
      return reply.type(JSON_TYPE).send(JSON.stringify(traceColumns(table)));
    },
  );
}

function registerSpan(app: AppInstance, { traceParts }: SpanStore): void {
  app.get(
    '/api/v1/traces/:traceId/spans/:spanId',
    {
      schema: {
        operationId: 'getSpan',
        summary: 'One span in full, with its resource and scope',
        tags: ['traces'],
        params: SpanParams,
        querystring: SpanQuery,
        response: {
          200: jsonResponse('the spans of this id', schemaRef(SpanDetailsAnswer)),
          ...SPAN_ERRORS,
        },
      },
    },
    async (request, reply) => {
      const traceId = parseTraceId(request.params.traceId);
      const spanId = parseSpanId(request.params.spanId);
      const signal = requestSignal(reply);
      const batch = await traceParts.spans(traceId, spanId, signal);
      const json = batch === undefined ? undefined : spanDetailsJson(batch, spanId);
      if (json === undefined) {
        if ((await traceParts.spanCount(traceId, signal)) === 0) throw traceNotFound(traceId);
        const { traceId: trace, spanId: span } = request.params;
        throw new ApiError('SPAN_NOT_FOUND', `trace ${trace} has no span ${span}`);
      }
      const { maxValueChars } = request.query;
      const body = maxValueChars === undefined ? json : cutLongValues(json, maxValueChars);
      return reply.type(JSON_TYPE).send(body);
    },
  );
}

function registerAttributes(app: AppInstance, readTrace: ReadTrace): void {
  app.get(
    '/api/v1/traces/:traceId/attributes',
    {
      schema: {
        operationId: 'getTraceAttributes',
        summary: 'Which attributes the spans of a trace have',
        tags: ['traces'],
        params: TraceParams,
        response: {
          200: jsonResponse('names with counts', schemaRef(TraceAttributesAnswer)),
          ...TRACE_ERRORS,
        },
      },
    },
    async (request, reply) => listAttributes(await readTrace(request.params.traceId, reply)),
  );
  app.get(
    '/api/v1/traces/:traceId/attributes/values',
    {
      schema: {
        operationId: 'getTraceAttributeColumn',
        summary: 'One attribute of every span of a trace, as a column',
        tags: ['traces'],
        params: TraceParams,
        querystring: TraceAttributeQuery,
        response: {
          200: jsonResponse('the values by row', schemaRef(TraceAttributeColumn)),
          ...WHOLE_ERRORS,
        },
      },
    },
    async (request, reply) => {
      const batch = await readTrace(request.params.traceId, reply);
      const { scope, name } = request.query;
      return reply.type(JSON_TYPE).send(JSON.stringify(attributeColumn(batch, scope, name)));
    },
  );
}

/** Only when it is named: browsers and curl send a wildcard, and mean JSON. */
function wantsProtobuf(accept: string | undefined): boolean {
  return accept?.includes(PROTOBUF_TYPE) === true;
}
