// The limits on the way in: whatever decodes a message, what it appends is cut to them and counted.

import { limitDecoding } from '@throughline/model/limits/limit-decoding';
import type { LimitedCounts, SpanLimits } from '@throughline/model/limits/span-limits';
import type { DecodeInto } from './redaction.ts';

/** Makes a decoder that keeps to the limits. */
export type SpanLimiter = (decode: DecodeInto) => DecodeInto;

export function createSpanLimiter(
  limits: SpanLimits,
  count: (counts: LimitedCounts) => void,
): SpanLimiter {
  return (decode) => (batch) => {
    const { outcome, limited } = limitDecoding(batch, limits, () => decode(batch));
    if (limited !== undefined) count(limited);
    return outcome;
  };
}
