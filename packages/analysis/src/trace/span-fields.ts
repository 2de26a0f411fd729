// What analysis asks of a span's attributes, by meaning: each field is a list of keys of the OpenTelemetry
// semantic conventions, the current one first and those of before after it. Read from the columns when
// asked; nothing is copied per span.

import { utf8ToText } from '@throughline/model/base/utf8';
import type { MapIndex } from '@throughline/model/batch/attribute-columns';
import type { SpanBatch } from '@throughline/model/batch/span-batch';

const FIELD_KEYS = {
  dbSystem: ['db.system.name', 'db.system'],
  dbStatement: ['db.query.text', 'db.statement'],
  httpMethod: ['http.request.method', 'http.method'],
  httpStatus: ['http.response.status_code', 'http.status_code'],
  httpRoute: ['http.route'],
  url: ['url.full', 'http.url'],
  urlPath: ['url.path', 'http.target'],
  rpcService: ['rpc.service'],
  rpcMethod: ['rpc.method'],
  rpcStatus: ['rpc.response.status_code', 'rpc.grpc.status_code'],
  peerService: ['service.peer.name', 'peer.service'],
  peerName: ['server.address', 'net.peer.name', 'network.peer.address', 'net.sock.peer.addr'],
  peerPort: ['server.port', 'net.peer.port', 'network.peer.port', 'net.sock.peer.port'],
  messagingSystem: ['messaging.system'],
  messagingOperation: ['messaging.operation.type', 'messaging.operation'],
  errorType: ['error.type', 'exception.type'],
  resendCount: ['http.request.resend_count'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type SpanField = keyof typeof FIELD_KEYS;

export interface SpanFields {
  /** The attribute's value as text, whatever its type; undefined when the span does not have it. */
  text(field: SpanField, row: number): string | undefined;
  number(field: SpanField, row: number): number | undefined;
  /** Whether the value is there, without reading it. */
  has(field: SpanField, row: number): boolean;
}

interface Place {
  readonly map: 'string' | 'int';
  readonly entry: number;
}

/** `batchRow`: row of the trace → row of the batch. */
export function readSpanFields(batch: SpanBatch, batchRow: Int32Array): SpanFields {
  const { attributes } = batch;
  const codeOfKey = codesOfKeys(batch);
  const codesOf = new Map<string, readonly number[]>();
  for (const [field, keys] of Object.entries(FIELD_KEYS)) {
    const codes = keys.map((key) => codeOfKey.get(key));
    codesOf.set(
      field,
      codes.filter((code) => code !== undefined),
    );
  }
  const find = (field: SpanField, row: number): Place | undefined => {
    const codes = codesOf.get(field) ?? [];
    if (codes.length === 0) return undefined;
    const at = batchRow[row] ?? 0;
    const inStrings = bestEntry(attributes.strings, at, codes);
    if (inStrings >= 0) return { map: 'string', entry: inStrings };
    const inInts = bestEntry(attributes.ints, at, codes);
    return inInts >= 0 ? { map: 'int', entry: inInts } : undefined;
  };
  const text = (field: SpanField, row: number): string | undefined => {
    const place = find(field, row);
    if (place === undefined) return undefined;
    if (place.map === 'int') return String(attributes.intValues.signedAt(place.entry));
    return utf8ToText(attributes.stringValues.at(place.entry));
  };
  return {
    text,
    number: (field, row) => {
      const value = Number(text(field, row) ?? Number.NaN);
      return Number.isFinite(value) ? value : undefined;
    },
    has: (field, row) => find(field, row) !== undefined,
  };
}

function codesOfKeys({ attributes: { keyNames } }: SpanBatch): Map<string, number> {
  const codes = new Map<string, number>();
  for (let code = 0; code < keyNames.size; code++) codes.set(keyNames.textOf(code), code);
  return codes;
}

/** The entry with the key that stands first in `codes`, or -1. */
function bestEntry(map: MapIndex, row: number, codes: readonly number[]): number {
  let best = -1;
  let bestRank = codes.length;
  for (let entry = map.startOf(row); entry < map.endOf(row); entry++) {
    const rank = codes.indexOf(map.keys.at(entry));
    if (rank < 0 || rank >= bestRank) continue;
    best = entry;
    bestRank = rank;
  }
  return best;
}
