// The search cursor on the wire: opaque text that holds where a page ended. Versioned, so that a
// cursor from before an upgrade is refused, not misread.

import type { SearchCursor } from '@throughline/storage/contract/trace-search';

const VERSION = '1';

/** Longest that `encodeCursor` makes, with room; anything longer is not ours. */
const MAX_CURSOR_LENGTH = 128;

export function encodeCursor({ startNs, traceId }: SearchCursor): string {
  return Buffer.from(`${VERSION}:${startNs}:${traceId}`).toString('base64url');
}

/** undefined when the text is not a cursor that `encodeCursor` made. */
export function decodeCursor(text: string): SearchCursor | undefined {
  if (text.length > MAX_CURSOR_LENGTH) return undefined;
  const match = /^1:([0-9]{1,20}):([0-9a-f]{32})$/.exec(
    Buffer.from(text, 'base64url').toString('latin1'),
  );
  if (match === null) return undefined;
  const cursor = { startNs: BigInt(match[1] ?? ''), traceId: match[2] ?? '' };
  // Base64 has several spellings of one text; only ours is taken.
  return encodeCursor(cursor) === text ? cursor : undefined;
}
