// Answers that are too large for one message of gRPC, in parts: clients put together what comes in several.

import { encodeMessageProtobuf } from '@throughline/model/tempo/encode-message-protobuf';
import type { MessageOf, MessageShape } from '@throughline/model/tempo/message-shape';
import {
  type SpanSetMessage,
  TRACE_SEARCH_METADATA,
  type TraceSearchMetadata,
} from '@throughline/model/tempo/messages';
import { MAX_MESSAGE_BYTES } from './tempo-limits.ts';

/** An answer encoded; too large, its list is halved until each part fits. */
export function encodeParts<S extends MessageShape>(
  shape: S,
  list: keyof S & string,
  message: MessageOf<S>,
  maxBytes = MAX_MESSAGE_BYTES,
): Uint8Array[] {
  const bytes = encodeMessageProtobuf(shape, message);
  const items: unknown = message[list];
  if (bytes.length <= maxBytes || !Array.isArray(items) || items.length <= 1) return [bytes];
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)].flatMap((part) =>
    encodeParts(shape, list, { ...message, [list]: part }, maxBytes),
  );
}

/** A trace that would not fit alone, without the attributes of its spans, or without its spans. */
export function fittingTrace(
  trace: TraceSearchMetadata,
  maxBytes = MAX_MESSAGE_BYTES,
): TraceSearchMetadata {
  const isFitting = (candidate: TraceSearchMetadata): boolean =>
    encodeMessageProtobuf(TRACE_SEARCH_METADATA, candidate).length <= maxBytes;
  if (isFitting(trace)) return trace;
  const bare = withSpanSets(trace, (set) => ({
    ...set,
    spans: (set.spans ?? []).map((span) => ({ ...span, attributes: undefined })),
  }));
  return isFitting(bare) ? bare : withSpanSets(trace, ({ matched }) => ({ matched, spans: [] }));
}

function withSpanSets(
  trace: TraceSearchMetadata,
  change: (set: SpanSetMessage) => SpanSetMessage,
): TraceSearchMetadata {
  const { spanSet, spanSets = [] } = trace;
  return {
    ...trace,
    spanSet: spanSet === undefined ? undefined : change(spanSet),
    spanSets: spanSets.map(change),
  };
}
