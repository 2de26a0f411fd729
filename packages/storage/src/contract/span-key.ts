// What makes two spans the same one, as a text: what SAME_SPAN (read/trace.ts) compares. A sender that did not hear the
// acknowledgement sends again.

import { bytesToHex } from '@throughline/model/base/hex';
import type { SpanBatch } from '@throughline/model/batch/span-batch';

export interface SpanKeyParts {
  /** Lower-case hex. */
  readonly traceId: string;
  readonly spanId: string;
  readonly kind: number;
  readonly service: string;
  readonly startNs: string;
  readonly durationNs: string;
}

export function spanKey(parts: SpanKeyParts): string {
  const { traceId, spanId, kind, startNs, durationNs, service } = parts;
  return `${traceId} ${spanId} ${kind} ${startNs} ${durationNs} ${service}`;
}

export function spanKeyOfRow(batch: SpanBatch, row: number): string {
  return spanKey({
    traceId: bytesToHex(batch.traceId.at(row)),
    spanId: bytesToHex(batch.spanId.at(row)),
    kind: batch.kind.at(row),
    service: batch.resources.at(batch.resource.at(row)).serviceName,
    startNs: String(batch.startNs.unsignedAt(row)),
    durationNs: String(batch.durationNs.signedAt(row)),
  });
}
