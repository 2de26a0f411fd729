// Decoding under limits: what a message appended is cut where it must be, and spans beyond the limit of one
// request are rejected.

import type { AppendOutcome } from '../batch/append-outcome.ts';
import type { SpanBatch } from '../batch/span-batch.ts';
import { applyLimits } from './apply-limits.ts';
import { markBatch } from './find-limited-rows.ts';
import { type LimitedCounts, noneLimited, type SpanLimits } from './span-limits.ts';

export interface LimitedOutcome {
  readonly outcome: AppendOutcome;
  /** Undefined when nothing was cut. */
  readonly limited: LimitedCounts | undefined;
}

/** `decode` appends one message to the batch; what it throws goes through. */
export function limitDecoding(
  batch: SpanBatch,
  limits: SpanLimits,
  decode: () => AppendOutcome,
): LimitedOutcome {
  const mark = markBatch(batch);
  const decoded = decode();
  const excess = Math.max(0, decoded.acceptedSpans - limits.maxSpansPerRequest);
  if (excess > 0) batch.truncate(mark.rows + limits.maxSpansPerRequest);
  const limited = applyLimits(batch, mark, limits);
  if (excess === 0) return { outcome: decoded, limited };
  return {
    outcome: withoutExcess(decoded, excess, limits.maxSpansPerRequest),
    limited: { ...(limited ?? noneLimited()), spans: excess },
  };
}

function withoutExcess(decoded: AppendOutcome, excess: number, maxSpans: number): AppendOutcome {
  const reason = `${excess} spans were rejected: one request may have ${maxSpans}`;
  return {
    acceptedSpans: decoded.acceptedSpans - excess,
    rejectedSpans: decoded.rejectedSpans + excess,
    message: decoded.message === '' ? reason : `${reason}; ${decoded.message}`,
  };
}
