// What every receiver does with one export request, apart from their protocol: decode it into the
// store's open batch, wait until it is on disk, and count it.

import type { AppendOutcome } from '@throughline/model/batch/append-outcome';
import type { SpanBatch } from '@throughline/model/batch/span-batch';
import type { Logger } from '@throughline/storage/contract/logger';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import type { IngestMetrics, IngestOutcome, IngestProtocol } from '../telemetry/metrics.ts';
import { decodeExport, type TraceEncoding } from './decode-export.ts';
import { type ExportFailure, FAILURES, toExportFailure } from './export-failure.ts';
import type { SpanLimiter } from './limit-spans.ts';
import type { DecodeInto, Redaction } from './redaction.ts';
import { isPartial } from './rpc-messages.ts';

/** The part of a store that receivers use. */
export type SpanSink = Pick<SpanStore, 'append'>;

export interface ExportContext {
  readonly store: SpanSink;
  readonly metrics: IngestMetrics;
  readonly logger: Logger;
  /** undefined: everything is kept whole. */
  readonly limiter?: SpanLimiter | undefined;
  /** undefined: spans are stored as they come. */
  readonly redaction?: Redaction | undefined;
}

/** The decoder of a protocol that has no `TraceEncoding`; throws MessageDecodeError. */
export type DecodeBody = (body: Uint8Array, batch: SpanBatch, receivedMs: number) => AppendOutcome;

/** One export request from its arrival to its answer; ends exactly once. */
export interface ExportAttempt {
  /** The body has arrived; for counting, where its size before decompression is known. */
  received(wireBytes: number): void;
  /** Resolves once the spans are on disk; rejects with what the store or the decoder threw. */
  append(body: Uint8Array, encoding: TraceEncoding | DecodeBody): Promise<AppendOutcome>;
  succeed(outcome: AppendOutcome): void;
  fail(error: unknown): ExportFailure;
}

const NOTHING: AppendOutcome = { acceptedSpans: 0, rejectedSpans: 0, message: '' };

export function beginExport(
  context: ExportContext,
  protocol: IngestProtocol,
  requestId: string,
): ExportAttempt {
  const startedMs = performance.now();
  const report = context.metrics.begin(protocol);
  let bytes = 0;
  let wireBytes = 0;
  let decoded = NOTHING;
  const end = (outcome: IngestOutcome, acceptedSpans: number): void => {
    const { rejectedSpans } = decoded;
    const receivedSpans = decoded.acceptedSpans + rejectedSpans;
    const seconds = (performance.now() - startedMs) / 1000;
    report({ outcome, seconds, bytes, wireBytes, acceptedSpans, rejectedSpans, receivedSpans });
  };
  return {
    received(size) {
      wireBytes = size;
    },
    async append(body, encoding) {
      bytes = body.length;
      if (body.length === 0) return NOTHING;
      const decode: DecodeInto = (batch) =>
        typeof encoding === 'function'
          ? encoding(body, batch, Date.now())
          : decodeExport(body, encoding, batch, Date.now());
      const limited = context.limiter?.(decode) ?? decode;
      const redacted = context.redaction?.(limited) ?? limited;
      return context.store.append(body.length, (batch) => {
        decoded = redacted(batch);
        return decoded;
      });
    },
    succeed(outcome) {
      end(isPartial(outcome) ? 'partial' : 'stored', outcome.acceptedSpans);
    },
    fail(error) {
      const failure = toExportFailure(error);
      logFailure(context.logger, protocol, requestId, failure);
      end(FAILURES[failure.kind].outcome, 0);
      return failure;
    },
  };
}

/**
 * Our own faults are errors, and that we take nothing now is worth knowing; what senders do wrong is
 * theirs to see and must not fill our log.
 */
export function logFailure(
  logger: Logger,
  protocol: IngestProtocol,
  requestId: string,
  failure: ExportFailure,
): void {
  const details = { requestId, protocol, kind: failure.kind, reason: failure.message };
  if (failure.kind === 'internal') {
    logger.error({ ...details, err: failure.cause }, 'an export request failed');
  } else if (failure.kind === 'unavailable' || failure.kind === 'overloaded') {
    logger.warn(details, 'an export request was refused');
  } else logger.debug(details, 'an export request was refused');
}
