// The part of a row that no redaction rule is about, from one batch to another: ids, times, numbers.
// Texts are copied elsewhere, by their codes.

import type { SpanBatch } from '../batch/span-batch.ts';

export function copySpanFields(from: SpanBatch, to: SpanBatch, row: number): void {
  to.traceId.append(from.traceId.bytes, row * from.traceId.width);
  to.spanId.append(from.spanId.bytes, row * from.spanId.width);
  to.parentSpanId.append(from.parentSpanId.bytes, row * from.parentSpanId.width);
  to.flags.append(from.flags.at(row));
  to.kind.append(from.kind.at(row));
  to.startNs.append(from.startNs.low(row), from.startNs.high(row));
  to.durationNs.append(from.durationNs.low(row), from.durationNs.high(row));
  to.statusCode.append(from.statusCode.at(row));
  to.droppedAttributes.append(from.droppedAttributes.at(row));
  to.droppedEvents.append(from.droppedEvents.at(row));
  to.droppedLinks.append(from.droppedLinks.at(row));
  to.receivedMs.append(from.receivedMs.low(row), from.receivedMs.high(row));
  copyEventFields(from, to, row);
  copyLinkFields(from, to, row);
}

function copyEventFields({ events: from }: SpanBatch, { events: to }: SpanBatch, row: number) {
  const first = row === 0 ? 0 : from.ends.at(row - 1);
  for (let event = first; event < from.ends.at(row); event++) {
    to.timeNs.append(from.timeNs.low(event), from.timeNs.high(event));
    to.droppedAttributes.append(from.droppedAttributes.at(event));
  }
  to.ends.append(to.timeNs.length);
}

function copyLinkFields({ links: from }: SpanBatch, { links: to }: SpanBatch, row: number) {
  const first = row === 0 ? 0 : from.ends.at(row - 1);
  for (let link = first; link < from.ends.at(row); link++) {
    to.traceId.append(from.traceId.bytes, link * from.traceId.width);
    to.spanId.append(from.spanId.bytes, link * from.spanId.width);
    to.flags.append(from.flags.at(link));
    to.droppedAttributes.append(from.droppedAttributes.at(link));
  }
  to.ends.append(to.flags.length);
}
