// Span ids as bytes, 8 per row, and how addresses and answers name a span by them: the id as hex, with
// ".2" for the second span that arrived under one id (some systems give a call's two sides the same id).
// A million ids as strings would be most of the memory of a trace.

import { SpanIdIndex } from '@throughline/analysis/tree/span-id-index';

export const SPAN_ID_BYTES = 8;
const SPAN_ID_DIGITS = 16;

/** Anything that holds span ids by row. */
export interface WithSpanIds {
  readonly rowCount: number;
  readonly spanIdBytes: Uint8Array;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** 16 hex digits. */
export function spanIdOf({ spanIdBytes }: WithSpanIds, row: number): string {
  let text = '';
  for (let at = row * SPAN_ID_BYTES; at < (row + 1) * SPAN_ID_BYTES; at++) {
    text += HEX[spanIdBytes[at] ?? 0];
  }
  return text;
}

/** As their digits are ordered; two spans may have one id. */
export function compareSpanIds({ spanIdBytes }: WithSpanIds, row: number, other: number): number {
  const [at, otherAt] = [row * SPAN_ID_BYTES, other * SPAN_ID_BYTES];
  return (
    wordAt(spanIdBytes, at) - wordAt(spanIdBytes, otherAt) ||
    wordAt(spanIdBytes, at + 4) - wordAt(spanIdBytes, otherAt + 4)
  );
}

export function spanRefOf(trace: WithSpanIds, row: number): string {
  const { high, low } = wordsAt(trace, row);
  let nth = 1;
  for (let at = 0; at < row; at++) if (isId(trace, at, high, low)) nth++;
  const id = spanIdOf(trace, row);
  return nth === 1 ? id : `${id}.${nth}`;
}

interface ParsedRef {
  readonly high: number;
  readonly low: number;
  readonly nth: number;
}

/** Leading zeros may be missing. */
function parseRef(ref: string): ParsedRef {
  const [hex = '', nth = '1'] = ref.toLowerCase().split('.');
  const id = hex.padStart(SPAN_ID_DIGITS, '0');
  return {
    high: Number.parseInt(id.slice(0, 8), 16),
    low: Number.parseInt(id.slice(8), 16),
    nth: Number(nth),
  };
}

/** The inverse of spanRefOf. Undefined when there is no such span. One pass over the ids. */
export function rowOfSpanRef(trace: WithSpanIds, ref: string): number | undefined {
  const { high, low, nth } = parseRef(ref);
  let seen = 0;
  for (let row = 0; row < trace.rowCount; row++) {
    if (isId(trace, row, high, low) && ++seen === nth) return row;
  }
  return undefined;
}

/** rowOfSpanRef for many: builds an index first. */
export function indexSpanRefs({ spanIdBytes }: WithSpanIds): (ref: string) => number | undefined {
  const index = new SpanIdIndex(spanIdBytes);
  const wanted = new DataView(new ArrayBuffer(SPAN_ID_BYTES));
  return (ref) => {
    const { high, low, nth } = parseRef(ref);
    wanted.setUint32(0, high);
    wanted.setUint32(4, low);
    let row = index.firstRow(wanted, 0);
    for (let i = 1; i < nth && row >= 0; i++) row = index.rowAfter(row);
    return row < 0 ? undefined : row;
  };
}

/** All rows under some ids; ids that are not there are left out. */
export function rowsOfSpanIds({ spanIdBytes }: WithSpanIds, ids: readonly string[]): number[] {
  const index = new SpanIdIndex(spanIdBytes);
  const wanted = new DataView(new ArrayBuffer(SPAN_ID_BYTES));
  const rows: number[] = [];
  for (const id of ids) {
    const { high, low } = parseRef(id);
    wanted.setUint32(0, high);
    wanted.setUint32(4, low);
    for (let row = index.firstRow(wanted, 0); row >= 0; row = index.rowAfter(row)) rows.push(row);
  }
  return rows;
}

function wordsAt({ spanIdBytes }: WithSpanIds, row: number): { high: number; low: number } {
  const view = new DataView(spanIdBytes.buffer, spanIdBytes.byteOffset, spanIdBytes.byteLength);
  const at = row * SPAN_ID_BYTES;
  return { high: view.getUint32(at), low: view.getUint32(at + 4) };
}

function isId(
  { spanIdBytes: bytes }: WithSpanIds,
  row: number,
  high: number,
  low: number,
): boolean {
  const at = row * SPAN_ID_BYTES;
  return wordAt(bytes, at + 4) === low && wordAt(bytes, at) === high;
}

function wordAt(bytes: Uint8Array, at: number): number {
  const top = (bytes[at] ?? 0) * 0x1000000;
  return top + (((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));
}
