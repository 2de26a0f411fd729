// A spool file's bytes. It begins with a mark and the number of its layout; then record after record,
// each what one group of messages becomes in every table, ready to be sent as the body of an INSERT.
// Framed by length and checksum, so that a record that was cut off by a crash is recognised. All numbers
// are little-endian.
//
//   "TLSPOOL" · u8 layout, then for each record:
//   u32 bytes of the payload · u32 crc32 of the payload · payload:
//   u32 spans · for each of TABLES: u32 bytes · the bytes

import { crc32 } from 'node:zlib';

/** Spans are inserted last: what a span names is there before the span. */
export const TABLES = [
  'resources',
  'scopes',
  'trace_bounds',
  'rollups',
  'attributes',
  'spans',
] as const;
export type TableName = (typeof TABLES)[number];

export interface SpoolRecord {
  readonly spans: number;
  /** Empty where there is nothing for a table. */
  readonly bodies: Readonly<Record<TableName, Uint8Array>>;
}

/** Raised by every change of what a file holds: also of the tables, and of their columns. */
export const SPOOL_LAYOUT = 3;

const MARK = Buffer.from('TLSPOOL', 'latin1');
export const FILE_HEAD: Uint8Array = Buffer.concat([MARK, Buffer.from([SPOOL_LAYOUT])]);

const FRAME_BYTES = 8;
const HEAD_BYTES = 4 + 4 * TABLES.length;

/** The record as pieces to be written one behind the other, without copying the bodies. */
export function encodeRecord(record: SpoolRecord): Uint8Array[] {
  const bodies = TABLES.map((table) => record.bodies[table]);
  // zlib's crc32 of nothing may begin anew, so empty bodies take no part in it.
  const filled = bodies.filter((body) => body.length > 0);
  const head = Buffer.alloc(FRAME_BYTES + HEAD_BYTES);
  head.writeUInt32LE(record.spans, FRAME_BYTES);
  for (const [at, body] of bodies.entries()) {
    head.writeUInt32LE(body.length, FRAME_BYTES + 4 + 4 * at);
  }
  const payloadBytes = HEAD_BYTES + bodies.reduce((sum, body) => sum + body.length, 0);
  let checksum = crc32(head.subarray(FRAME_BYTES));
  for (const body of filled) checksum = crc32(body, checksum);
  head.writeUInt32LE(payloadBytes, 0);
  head.writeUInt32LE(checksum, 4);
  return [head, ...filled];
}

export interface DecodedFile {
  readonly records: readonly SpoolRecord[];
  /** Bytes behind the last whole record: it was being written, and not acknowledged, in a crash. */
  readonly cutOffBytes: number;
  /** Bytes of records that are whole but not what was written. */
  readonly damagedBytes: number;
  /** Why nothing of it can be read, if so. */
  readonly unreadable?: string;
}

/** What can be read of a file, as views into its bytes. */
export function decodeFile(bytes: Buffer): DecodedFile {
  const none = { records: [], cutOffBytes: 0, damagedBytes: 0 };
  // A crash may leave a new file empty, or with zeros where data did not reach the disk.
  if (bytes.length < FILE_HEAD.length || bytes.every((byte) => byte === 0)) {
    return { ...none, cutOffBytes: bytes.length };
  }
  if (!bytes.subarray(0, MARK.length).equals(MARK)) {
    return { ...none, unreadable: 'it is no spool file of Throughline' };
  }
  const layout = bytes[MARK.length];
  if (layout !== SPOOL_LAYOUT) {
    const reason = `it has layout ${layout}; this version of Throughline knows layout ${SPOOL_LAYOUT}`;
    return { ...none, unreadable: `${reason}, so store it with the version that wrote it` };
  }
  return decodeRecords(bytes.subarray(FILE_HEAD.length));
}

function decodeRecords(bytes: Buffer): DecodedFile {
  const records: SpoolRecord[] = [];
  let damagedBytes = 0;
  let at = 0;
  while (at + FRAME_BYTES + HEAD_BYTES <= bytes.length) {
    const payloadBytes = bytes.readUInt32LE(at);
    const end = at + FRAME_BYTES + payloadBytes;
    // No record is that short: these are bytes that never reached the disk, such as zeros.
    if (end > bytes.length || payloadBytes < HEAD_BYTES) break;
    const payload = bytes.subarray(at + FRAME_BYTES, end);
    const isWhole = crc32(payload) === bytes.readUInt32LE(at + 4);
    const record = isWhole ? decodePayload(payload) : undefined;
    if (record === undefined) damagedBytes += end - at;
    else records.push(record);
    at = end;
  }
  return { records, cutOffBytes: bytes.length - at, damagedBytes };
}

/** undefined when its lengths contradict each other. */
function decodePayload(payload: Buffer): SpoolRecord | undefined {
  let at = HEAD_BYTES;
  let table = 0;
  /** Called once per table, in their order. */
  function next(): Uint8Array {
    const start = at;
    at += payload.readUInt32LE(4 + 4 * table++);
    return payload.subarray(start, at);
  }
  const spans = payload.readUInt32LE(0);
  const [resources, scopes, trace_bounds] = [next(), next(), next()];
  const [rollups, attributes] = [next(), next()];
  const bodies = { resources, scopes, trace_bounds, rollups, attributes, spans: next() };
  return at === payload.length ? { spans, bodies } : undefined;
}
