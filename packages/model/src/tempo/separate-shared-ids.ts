// Zipkin lets both sides of a call share one span id. OTLP has no such spans, and Grafana would show one of
// the two only: on the way out the server's side gets an id of its own below that of the client, as Tempo does.

import { bytesToHex } from '../base/hex.ts';
import type { SpanBatch } from '../batch/span-batch.ts';
import { KIND_CLIENT, KIND_SERVER } from '../span/span-kind.ts';

/** Changes ids and parents in the batch of one trace. */
export function separateSharedIds(batch: SpanBatch): void {
  const clients = new Set<string>();
  const used = new Set<string>();
  for (let row = 0; row < batch.rowCount; row++) {
    const id = hexAt(batch, row);
    used.add(id);
    if (batch.kind.at(row) === KIND_CLIENT) clients.add(id);
  }
  const newIds = new Map<string, Uint8Array>();
  const renamed = new Set<number>();
  let last = 0n;
  for (let row = 0; row < batch.rowCount; row++) {
    const shared = hexAt(batch, row);
    if (batch.kind.at(row) !== KIND_SERVER || !clients.has(shared)) continue;
    do last++;
    while (used.has(hexOf(last)));
    const id = bytesOf(last);
    newIds.set(shared, id);
    batch.parentSpanId.at(row).set(batch.spanId.at(row));
    batch.spanId.at(row).set(id);
    renamed.add(row);
  }
  if (newIds.size === 0) return;
  for (let row = 0; row < batch.rowCount; row++) {
    if (renamed.has(row)) continue;
    const parent = newIds.get(bytesToHex(batch.parentSpanId.at(row)));
    if (parent !== undefined) batch.parentSpanId.at(row).set(parent);
  }
}

function hexAt(batch: SpanBatch, row: number): string {
  return bytesToHex(batch.spanId.at(row));
}

function hexOf(id: bigint): string {
  return id.toString(16).padStart(16, '0');
}

function bytesOf(id: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, id);
  return bytes;
}
