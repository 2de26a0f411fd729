// The two QueryServices of Jaeger over gRPC, as functions from the bytes of a request to the messages of its answer.

import { status } from '@grpc/grpc-js';
import { bytesToHex } from '@throughline/model/base/hex';
import { type SpanBatch, TRACE_ID_BYTES } from '@throughline/model/batch/span-batch';
import { encodeJaegerSpans } from '@throughline/model/jaeger/proto-encode';
import {
  decodeJaegerOperations,
  decodeJaegerRange,
  decodeJaegerSearch,
  decodeJaegerTraceRequest,
  encodeJaegerDependencies,
  encodeJaegerOperationsV2,
  encodeJaegerOperationsV3,
  encodeJaegerServices,
  encodeJaegerSummary,
} from '@throughline/model/jaeger/query-messages';
import { traceWarnings } from '@throughline/model/jaeger/trace-warnings';
import { OtlpDecodeError } from '@throughline/model/otlp/decode-error';
import { allRows } from '@throughline/model/otlp/group-rows';
import { encodeTraceProtobuf } from '@throughline/model/otlp/protobuf-encode';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import type { QueryLimits } from '@throughline/storage/contract/traceql-store';
import { MAX_MESSAGE_BYTES } from '../../tempo/tempo-limits.ts';
import { badRequest, JaegerError, traceNotFound } from './jaeger-error.ts';
import { DEFAULT_LOOKBACK_NS, SPANS_PER_CHUNK, SPANS_PER_CHUNK_V3 } from './jaeger-limits.ts';
import { createJaegerQueries, type JaegerQueries } from './jaeger-queries.ts';
import {
  boundedLimit,
  inclusiveRange,
  requireDurationOrder,
  type TraceSearch,
} from './search-request.ts';
import { toldService } from './service-names.ts';
import { readTraceId } from './trace-id.ts';
import { traceSummary } from './trace-summary.ts';
import { filterRefused } from './v3-request.ts';

export interface QueryCallsOptions {
  readonly store: Pick<SpanStore, 'services' | 'operations' | 'dependencies' | 'trace' | 'traceql'>;
  readonly limits: QueryLimits;
  nowNs(): bigint;
}

/** The messages of an answer; one alone where the method is not a stream. */
export type QueryCall = (request: Uint8Array, signal: AbortSignal) => AsyncIterable<Uint8Array>;

export const STREAMS: ReadonlySet<string> = new Set([
  'GetTrace',
  'FindTraces',
  'FindTraceSummaries',
]);

export function queryCallsV2(options: QueryCallsOptions): Record<string, QueryCall> {
  const queries = createJaegerQueries(options);
  return {
    ...sharedCalls(options, queries),
    GetOperations: once(async (request, signal) => {
      const { service, spanKind } = decodeJaegerOperations(request);
      return encodeJaegerOperationsV2(await queries.operations(service, spanKind, signal));
    }),
    async *GetTrace(request, signal) {
      const { traceId, isRaw } = decodeJaegerTraceRequest(request);
      const batch = await queries.trace(wholeId(traceId), isRaw, signal);
      if (batch === undefined) throw traceNotFound();
      yield* spansOf(batch, isRaw);
    },
    async *FindTraces(request, signal) {
      const { search, isRaw } = readSearch(request, options);
      for await (const batch of queries.search(search, isRaw, signal)) yield* spansOf(batch, isRaw);
    },
    ArchiveTrace: once(async (request, signal) => {
      const { traceId } = decodeJaegerTraceRequest(request);
      if ((await queries.trace(wholeId(traceId), true, signal)) === undefined)
        throw traceNotFound();
      throw new JaegerError(status.INTERNAL, 'archive span storage was not configured');
    }),
  };
}

export function queryCallsV3(options: QueryCallsOptions): Record<string, QueryCall> {
  const queries = createJaegerQueries(options);
  return {
    ...sharedCalls(options, queries),
    GetOperations: once(async (request, signal) => {
      const { service, spanKind } = decodeJaegerOperations(request);
      return encodeJaegerOperationsV3(await queries.operations(service, spanKind, signal));
    }),
    async *GetTrace(request, signal) {
      const { traceIdText, isRaw } = decodeJaegerTraceRequest(request);
      const batch = await queries.trace(readTraceId(traceIdText), isRaw, signal);
      if (batch === undefined) throw traceNotFound();
      yield* otlpOf(batch);
    },
    async *FindTraces(request, signal) {
      const { search, isRaw } = readSearch(request, options);
      for await (const batch of queries.search(search, isRaw, signal)) yield* otlpOf(batch);
    },
    async *FindTraceSummaries(request, signal) {
      const { search, isRaw } = readSearch(request, options);
      for await (const batch of queries.search(search, isRaw, signal)) {
        yield encodeJaegerSummary(traceSummary(batch));
      }
    },
  };
}

function sharedCalls(options: QueryCallsOptions, queries: JaegerQueries) {
  const { store, limits } = options;
  return {
    GetServices: once(async (_request, signal) =>
      encodeJaegerServices(await queries.services(signal)),
    ),
    GetDependencies: once(async (request, signal) => {
      const { startNs, endNs = options.nowNs() } = decodeJaegerRange(request);
      const range = inclusiveRange(startNs ?? endNs - DEFAULT_LOOKBACK_NS, endNs);
      const { dependencies } = await store.dependencies({ range, limits }, signal);
      return encodeJaegerDependencies(
        dependencies.map(({ parent, child, callCount }) => ({
          parent: toldService(parent),
          child: toldService(child),
          callCount,
        })),
      );
    }),
  };
}

function once(
  answer: (request: Uint8Array, signal: AbortSignal) => Promise<Uint8Array>,
): QueryCall {
  return async function* call(request, signal) {
    yield await answer(request, signal);
  };
}

function readSearch(
  request: Uint8Array,
  { nowNs }: QueryCallsOptions,
): { search: TraceSearch; isRaw: boolean } {
  const message = decodeJaegerSearch(request);
  if (message === undefined) throw badRequest('missing query');
  if (message.hasFilter) throw filterRefused();
  const { service, operation, tags, minDurationNs, maxDurationNs, isRaw } = message;
  requireDurationOrder(minDurationNs, maxDurationNs);
  if (message.limit < 0) throw badRequest('search depth must not be negative');
  const { endNs = nowNs(), startNs = endNs - DEFAULT_LOOKBACK_NS } = message;
  const search = {
    service: service || undefined,
    operation: operation || undefined,
    tags,
    minDurationNs,
    maxDurationNs,
    range: inclusiveRange(startNs, endNs),
    limit: boundedLimit(message.limit),
  };
  return { search, isRaw };
}

/** Of 64 bits, or of 128. */
function wholeId(bytes: Uint8Array): Uint8Array {
  const isId = bytes.length === TRACE_ID_BYTES || bytes.length === TRACE_ID_BYTES / 2;
  if (bytes.length > 0 && !isId) throw badRequest(`invalid length for TraceID: ${bytes.length}`);
  return readTraceId(bytesToHex(bytes) || '0');
}

function spansOf(batch: SpanBatch, isRaw: boolean): Iterable<Uint8Array> {
  const warningsOf = isRaw ? undefined : traceWarnings(batch);
  return chunksOf([...allRows(batch)], SPANS_PER_CHUNK, (rows) =>
    encodeJaegerSpans(batch, rows, warningsOf),
  );
}

function otlpOf(batch: SpanBatch): Iterable<Uint8Array> {
  return chunksOf([...allRows(batch)], SPANS_PER_CHUNK_V3, (rows) =>
    encodeTraceProtobuf(batch, rows).slice(),
  );
}

/** What is too large for a message is halved until it fits. */
function* chunksOf(
  rows: readonly number[],
  size: number,
  encode: (rows: readonly number[]) => Uint8Array,
): Iterable<Uint8Array> {
  for (let at = 0; at < rows.length; at += size) {
    const chunk = rows.slice(at, at + size);
    const bytes = encode(chunk);
    if (bytes.length <= MAX_MESSAGE_BYTES || chunk.length === 1) yield bytes;
    else yield* chunksOf(chunk, Math.ceil(chunk.length / 2), encode);
  }
}

/** A message that is none is the caller's fault. */
export function asCallerFault(error: unknown): unknown {
  if (!(error instanceof OtlpDecodeError)) return error;
  return badRequest(`the request cannot be read: ${error.message}`);
}
