// The search cursor on the wire: opaque text that holds where a page ended, and in which order. Versioned, so
// that a cursor from before an upgrade is refused, not misread.

import type { TraceOrder, TracePosition } from '@throughline/storage/contract/traceql-store';

const VERSION = '2';

/** Longest that `encodeCursor` makes, with room; anything longer is not ours. */
const MAX_CURSOR_LENGTH = 128;

export function encodeCursor(order: TraceOrder, { value, traceId }: TracePosition): string {
  return Buffer.from(`${VERSION}:${order}:${value}:${traceId}`).toString('base64url');
}

/** undefined when the text is not a cursor that `encodeCursor` made for this order. */
export function decodeCursor(order: TraceOrder, text: string): TracePosition | undefined {
  if (text.length > MAX_CURSOR_LENGTH) return undefined;
  const match = /^2:[a-z]+:(-?[0-9]{1,20}):([0-9a-f]{32})$/.exec(
    Buffer.from(text, 'base64url').toString('latin1'),
  );
  if (match === null) return undefined;
  const position = { value: BigInt(match[1] ?? ''), traceId: match[2] ?? '' };
  // Base64 has several spellings of one text, and so have numbers; only ours is taken.
  return encodeCursor(order, position) === text ? position : undefined;
}
