// The traces of a batch: which rows make one, in which order, and how they hang together. A span of a trace is
// its index here: spans are ordered by start, ties by id.

import { bytesToHex } from '@throughline/model/base/hex';
import { SPAN_ID_BYTES, type SpanBatch } from '@throughline/model/batch/span-batch';
import { type NestedSet, nestedSetOf } from './nested-set.ts';

export interface Trace {
  readonly batch: SpanBatch;
  /** 32 hex digits. */
  readonly id: string;
  /** Index of a span → row of the batch. */
  readonly rows: readonly number[];
  readonly spanIds: readonly string[];
  /** Empty: none. */
  readonly parentIds: readonly string[];
  readonly startNs: bigint;
  /** Of the span that ends last; one that ends before it starts counts as a point. */
  readonly endNs: bigint;
  /** The first span without a parent. */
  readonly root: number | undefined;
  readonly nestedSet: NestedSet;
  /** Names of what the analysis has found in it; none, too, where it has not looked. */
  readonly findings: readonly string[];
  /** By span: how many spans name it as their parent. */
  readonly childCounts: readonly number[];
}

/** By trace id, which spans themselves do not say. */
export type FindingsOfTraces = ReadonlyMap<string, readonly string[]>;

const NO_FINDINGS: FindingsOfTraces = new Map();

/** Newest first, ties by id. */
export function tracesOf(batch: SpanBatch, findings = NO_FINDINGS): Trace[] {
  const rowsOfTrace = new Map<string, number[]>();
  for (let row = 0; row < batch.rowCount; row++) {
    const id = bytesToHex(batch.traceId.at(row));
    const rows = rowsOfTrace.get(id);
    if (rows === undefined) rowsOfTrace.set(id, [row]);
    else rows.push(row);
  }
  return [...rowsOfTrace]
    .map(([id, rows]) => ({ ...traceOf(batch, id, rows), findings: findings.get(id) ?? [] }))
    .sort((a, b) => compareBigInt(b.startNs, a.startNs) || (a.id < b.id ? -1 : 1));
}

function traceOf(
  batch: SpanBatch,
  id: string,
  unordered: readonly number[],
): Omit<Trace, 'findings'> {
  const spanIdOf = (row: number) => bytesToHex(batch.spanId.at(row));
  const rows = unordered.toSorted(
    (a, b) =>
      compareBigInt(batch.startNs.unsignedAt(a), batch.startNs.unsignedAt(b)) ||
      compareIds(spanIdOf(a), spanIdOf(b)) ||
      a - b,
  );
  const spanIds = rows.map(spanIdOf);
  const parentIds = rows.map((row) =>
    batch.parentSpanId.isZero(row) ? '' : bytesToHex(batch.parentSpanId.at(row)),
  );
  const root = parentIds.indexOf('');
  return {
    batch,
    id,
    rows,
    spanIds,
    parentIds,
    startNs: batch.startNs.unsignedAt(rows[0] ?? 0),
    endNs: lastEndOf(batch, rows),
    root: root < 0 ? undefined : root,
    nestedSet: nestedSetOf(spanIds, parentIds),
    childCounts: childCountsOf(spanIds, parentIds),
  };
}

function lastEndOf(batch: SpanBatch, rows: readonly number[]): bigint {
  let lastNs = 0n;
  for (const row of rows) {
    const durationNs = batch.durationNs.signedAt(row);
    const endNs = batch.startNs.unsignedAt(row) + (durationNs > 0n ? durationNs : 0n);
    if (endNs > lastNs) lastNs = endNs;
  }
  return lastNs;
}

/** A span that names itself is not its own child. */
function childCountsOf(spanIds: readonly string[], parentIds: readonly string[]): number[] {
  const counts = new Map<string, number>();
  parentIds.forEach((parentId, span) => {
    if (parentId !== spanIds[span]) counts.set(parentId, (counts.get(parentId) ?? 0) + 1);
  });
  const noId = '00'.repeat(SPAN_ID_BYTES);
  return spanIds.map((id) => (id === noId ? 0 : (counts.get(id) ?? 0)));
}

function compareIds(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

export function compareBigInt(left: bigint, right: bigint): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
