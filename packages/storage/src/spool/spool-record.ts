// One record of a spool file: what one group of messages becomes in each table, ready to be sent as the
// body of an INSERT. Framed by its length and a checksum, so that a record that was cut off by a crash
// is recognised. All numbers are little-endian.
//
//   u32 bytes of the payload · u32 crc32 of the payload · payload:
//   u32 spans · for each of TABLES: u32 bytes · the bytes

import { crc32 } from 'node:zlib';

/** In the order in which they are inserted: what a span names is there before the span. */
export const TABLES = ['resources', 'scopes', 'trace_bounds', 'operations', 'spans'] as const;
export type TableName = (typeof TABLES)[number];

export interface SpoolRecord {
  readonly spans: number;
  /** Empty where there is nothing for a table. */
  readonly bodies: Readonly<Record<TableName, Uint8Array>>;
}

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

export interface DecodedRecords {
  readonly records: readonly SpoolRecord[];
  /** Bytes behind the last whole record: it was being written, and not acknowledged, in a crash. */
  readonly cutOffBytes: number;
  /** Bytes from the first record on that is whole but not what was written. */
  readonly damagedBytes: number;
}

/** The records of a file's bytes, as views into them, up to the first that is cut off or damaged. */
export function decodeRecords(bytes: Buffer): DecodedRecords {
  const records: SpoolRecord[] = [];
  let at = 0;
  while (at + FRAME_BYTES + HEAD_BYTES <= bytes.length) {
    const end = at + FRAME_BYTES + bytes.readUInt32LE(at);
    if (end > bytes.length) break;
    const payload = bytes.subarray(at + FRAME_BYTES, end);
    if (crc32(payload) !== bytes.readUInt32LE(at + 4)) {
      return { records, cutOffBytes: 0, damagedBytes: bytes.length - at };
    }
    records.push(decodePayload(payload));
    at = end;
  }
  return { records, cutOffBytes: bytes.length - at, damagedBytes: 0 };
}

function decodePayload(payload: Buffer): SpoolRecord {
  let at = HEAD_BYTES;
  let table = 0;
  /** Called once per table, in their order. */
  function next(): Uint8Array {
    const start = at;
    at += payload.readUInt32LE(4 + 4 * table++);
    return payload.subarray(start, at);
  }
  const spans = payload.readUInt32LE(0);
  const [resources, scopes, trace_bounds, operations] = [next(), next(), next(), next()];
  return { spans, bodies: { resources, scopes, trace_bounds, operations, spans: next() } };
}
