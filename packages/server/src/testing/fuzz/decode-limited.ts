// Decoding under limits so low that nearly every message exceeds one.

import { limitDecoding } from '@throughline/model/limits/limit-decoding';
import type { SpanLimits } from '@throughline/model/limits/span-limits';
import { decodeExport } from '../../ingest/decode-export.ts';

const LOW_LIMITS: SpanLimits = {
  maxSpansPerRequest: 5,
  maxAttributesPerSpan: 3,
  maxValueBytes: 64,
  maxEventsPerSpan: 2,
  maxLinksPerSpan: 2,
  maxNameBytes: 16,
};

export const decodeLimited: typeof decodeExport = (body, encoding, batch, receivedMs) =>
  limitDecoding(batch, LOW_LIMITS, () => decodeExport(body, encoding, batch, receivedMs)).outcome;
