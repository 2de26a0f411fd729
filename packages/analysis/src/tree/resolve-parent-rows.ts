// From ids to rows: which row is the parent of which, and which parents are not there. Ids come as
// 8 bytes each in one buffer (the store) or as hex strings (a document). The first of several rows
// with one id is the parent of those that name it; a span that names itself is a root; in a cycle
// the lowest row becomes a root, so the same rows always give the same tree.

import { breakCycles, NO_PARENT } from './assemble-tree.ts';
import { SpanIdIndex } from './span-id-index.ts';

const SPAN_ID_BYTES = 8;

export interface ResolvedParents {
  /** Row of the parent; -1 when there is none or it is not there. */
  readonly parentRow: Int32Array;
  /** Rows that name a parent which is not there, ascending. */
  readonly missing: Int32Array;
}

/** Hex ids: an empty or all-zero parent id means "no parent". */
function resolveHex(spanIds: readonly string[], parentIds: readonly string[]): ResolvedParents {
  const rowOfId = new Map<string, number>();
  for (let row = 0; row < spanIds.length; row++) {
    const id = normalizeHex(spanIds[row] ?? '');
    if (id !== '' && !rowOfId.has(id)) rowOfId.set(id, row);
  }
  return resolveWith(spanIds.length, (row) => {
    const id = normalizeHex(parentIds[row] ?? '');
    return id === '' ? NO_PARENT : rowOfId.get(id);
  });
}

/** Leading zeros and case carry no meaning; the empty id is ''. */
function normalizeHex(id: string): string {
  return id.toLowerCase().replace(/^0+/, '');
}

/** Ids as bytes: 8 per row; eight zero bytes mean "no id" and "no parent". */
function resolveBytes(spanIds: Uint8Array, parentIds: Uint8Array): ResolvedParents {
  const index = new SpanIdIndex(spanIds);
  const parents = new DataView(parentIds.buffer, parentIds.byteOffset, parentIds.byteLength);
  return resolveWith(index.rowCount, (row) => {
    const at = row * SPAN_ID_BYTES;
    if (parents.getUint32(at) === 0 && parents.getUint32(at + 4) === 0) return NO_PARENT;
    const found = index.firstRow(parents, at);
    return found < 0 ? undefined : found;
  });
}

/** `parentOf` answers a row, -1 for "none named", undefined for "named but not there". */
function resolveWith(
  rowCount: number,
  parentOf: (row: number) => number | undefined,
): ResolvedParents {
  const parentRow = new Int32Array(rowCount);
  const missing: number[] = [];
  for (let row = 0; row < rowCount; row++) {
    const parent = parentOf(row);
    if (parent === undefined) missing.push(row);
    parentRow[row] = parent === undefined || parent === row ? NO_PARENT : parent;
  }
  return { parentRow: breakCycles(parentRow), missing: Int32Array.from(missing) };
}

/** Both columns in the same form: bytes (8 per row, concatenated) or hex strings (one per row). */
export function resolveParentRows(
  spanIds: Uint8Array | readonly string[],
  parentIds: Uint8Array | readonly string[],
): ResolvedParents {
  const bytes = spanIds instanceof Uint8Array;
  if (bytes && parentIds instanceof Uint8Array) {
    if (spanIds.length !== parentIds.length || spanIds.length % SPAN_ID_BYTES !== 0) {
      throw new RangeError(`id columns of ${spanIds.length} and ${parentIds.length} bytes`);
    }
    return resolveBytes(spanIds, parentIds);
  }
  if (!bytes && !(parentIds instanceof Uint8Array)) {
    if (spanIds.length !== parentIds.length) {
      throw new RangeError(`id columns of ${spanIds.length} and ${parentIds.length} rows`);
    }
    return resolveHex(spanIds, parentIds);
  }
  throw new TypeError('span ids and parent ids must both be bytes or both be hex strings');
}
