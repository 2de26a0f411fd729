// A forest from whatever arrived: spans that came twice, ids that are shared, parents that are missing,
// cycles, spans that only link. Everything that was done is listed as repairs. O(n), apart from walks
// that have a limit.

import { SPAN_ID_BYTES, type SpanBatch, TRACE_ID_BYTES } from '@throughline/model/batch/span-batch';
import { KIND_CLIENT, KIND_SERVER } from '@throughline/model/span/span-kind';
import type { Repair, RepairKind } from '../trace/repair.ts';
import { assembleTree, breakCycles, NO_PARENT, type SpanTree } from './assemble-tree.ts';
import { SpanIdIndex } from './span-id-index.ts';

/** SDKs export every 5 s by default, and retry for about as long as this; later is late. */
const LATE_AFTER_MS = 60_000;

/** Copies and namesakes looked at per id: ids are broken, not shared, where there are more. */
const MAX_NAMESAKES = 32;

/** A walk up from the target of a link; a chain this deep is no program's stack. */
const MAX_LINK_WALK = 10_000;

export interface AssembledTrace {
  /** Row → row of the batch. */
  readonly batchRow: Int32Array;
  readonly tree: SpanTree;
  /** 1 where the parent is named and not there. */
  readonly parentMissing: Uint8Array;
  /** 1 where a link took the place of a parent. */
  readonly placedByLink: Uint8Array;
  readonly repairs: readonly Repair[];
}

/** `batchRows`: the rows of one trace in the batch, by start time where it is known. */
export function assembleTrace(batch: SpanBatch, batchRows: Int32Array): AssembledTrace {
  const log = new RepairLog();
  const whole = new SpanIdIndex(idsOf(batch, batchRows));
  const batchRow = withoutDuplicates(batch, batchRows, whole, log);
  const index = batchRow === batchRows ? whole : new SpanIdIndex(idsOf(batch, batchRow));
  const resolver = new ParentResolver(batch, batchRow, index, log);
  const parentRow = resolver.parentRows();
  const parentMissing = new Uint8Array(batchRow.length);
  for (const row of log.rowsOf('missing-parent')) parentMissing[row] = 1;
  findCycles(parentRow, log);
  const placedByLink = placeByLinks(batch, batchRow, index, parentRow, parentMissing, log);
  const tree = assembleTree(parentRow);
  if (tree.roots.length > 1) log.addAll('several-roots', tree.roots);
  findOddTimes(batch, batchRow, log);
  return { batchRow, tree, parentMissing, placedByLink, repairs: log.list() };
}

const SENTENCES: Readonly<Record<RepairKind, (count: number) => string>> = {
  'duplicate-span': (n) => `${n} ${n === 1 ? 'span' : 'spans'} came twice and counted once`,
  'shared-id': (n) => `${n} different spans share their ids with others`,
  'missing-parent': (n) => `the parent of ${n} ${n === 1 ? 'span' : 'spans'} is not there`,
  'self-parent': (n) => `${n} ${n === 1 ? 'span names itself' : 'spans name themselves'} as parent`,
  cycle: (n) => `${n} ${n === 1 ? 'cycle' : 'cycles'} of parents cut at the earliest span`,
  'placed-by-link': (n) => `${n} ${n === 1 ? 'span' : 'spans'} without a parent placed by a link`,
  'several-roots': (n) => `the trace has ${n} roots`,
  'reversed-time': (n) => `${n} ${n === 1 ? 'span ends' : 'spans end'} before the start`,
  'late-span': (n) => `${n} ${n === 1 ? 'span' : 'spans'} came more than a minute after the end`,
  'clock-moved': (n) => `the clock behind ${n} ${n === 1 ? 'span' : 'spans'} is off`,
};

export function makeRepair(kind: RepairKind, rows: readonly number[]): Repair {
  return { kind, rows, sentence: SENTENCES[kind](rows.length) };
}

class RepairLog {
  private readonly rows = new Map<RepairKind, number[]>();

  add(kind: RepairKind, row: number): void {
    const rows = this.rows.get(kind);
    if (rows === undefined) this.rows.set(kind, [row]);
    else rows.push(row);
  }

  addAll(kind: RepairKind, rows: Iterable<number>): void {
    for (const row of rows) this.add(kind, row);
  }

  rowsOf(kind: RepairKind): readonly number[] {
    return this.rows.get(kind) ?? [];
  }

  list(): Repair[] {
    return [...this.rows].map(([kind, rows]) => makeRepair(kind, rows));
  }
}

function idsOf(batch: SpanBatch, batchRow: Int32Array): Uint8Array {
  const { bytes } = batch.spanId;
  const isWhole = batchRow.length === batch.rowCount;
  if (isWhole) return bytes.subarray(0, batchRow.length * SPAN_ID_BYTES);
  const ids = new Uint8Array(batchRow.length * SPAN_ID_BYTES);
  for (let row = 0; row < batchRow.length; row++) {
    const from = (batchRow[row] ?? 0) * SPAN_ID_BYTES;
    ids.set(bytes.subarray(from, from + SPAN_ID_BYTES), row * SPAN_ID_BYTES);
  }
  return ids;
}

/** A sender that did not hear the answer sends again: such a copy says the same in every way. */
function withoutDuplicates(
  batch: SpanBatch,
  batchRows: Int32Array,
  index: SpanIdIndex,
  log: RepairLog,
): Int32Array {
  const ids = viewOf(batch.spanId.bytes);
  const isCopy = new Uint8Array(batchRows.length);
  let copies = 0;
  for (let row = 0; row < batchRows.length; row++) {
    const first = index.firstRow(ids, (batchRows[row] ?? 0) * SPAN_ID_BYTES);
    if (first === row || first < 0) continue;
    for (const other of namesakes(index, first)) {
      if (other >= row) break;
      if (isCopy[other] === 1) continue;
      if (!saysTheSame(batch, batchRows[other] ?? 0, batchRows[row] ?? 0)) continue;
      isCopy[row] = 1;
      copies++;
      break;
    }
  }
  if (copies === 0) return batchRows;
  const kept = batchRows.filter((_, row) => isCopy[row] === 0);
  const rowOfBatchRow = new Map(Array.from(kept, (at, row) => [at, row]));
  batchRows.forEach((at, row) => {
    if (isCopy[row] === 0) return;
    const first = index.firstRow(ids, at * SPAN_ID_BYTES);
    log.add('duplicate-span', rowOfBatchRow.get(batchRows[first] ?? 0) ?? 0);
  });
  return kept;
}

function namesakes(index: SpanIdIndex, first: number): number[] {
  const rows: number[] = [];
  for (let row = first; row >= 0 && rows.length < MAX_NAMESAKES; row = index.rowAfter(row)) {
    rows.push(row);
  }
  return rows;
}

function saysTheSame(batch: SpanBatch, one: number, other: number): boolean {
  return (
    batch.resource.at(one) === batch.resource.at(other) &&
    batch.name.codes.at(one) === batch.name.codes.at(other) &&
    batch.kind.at(one) === batch.kind.at(other) &&
    batch.startNs.low(one) === batch.startNs.low(other) &&
    batch.startNs.high(one) === batch.startNs.high(other) &&
    batch.durationNs.low(one) === batch.durationNs.low(other) &&
    batch.durationNs.high(one) === batch.durationNs.high(other)
  );
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Parent rows by id, with a choice where several spans have the id. */
class ParentResolver {
  private readonly batch: SpanBatch;
  private readonly batchRow: Int32Array;
  private readonly index: SpanIdIndex;
  private readonly log: RepairLog;
  private readonly ids: DataView;
  private readonly parents: DataView;

  constructor(batch: SpanBatch, batchRow: Int32Array, index: SpanIdIndex, log: RepairLog) {
    this.batch = batch;
    this.batchRow = batchRow;
    this.index = index;
    this.log = log;
    this.ids = viewOf(batch.spanId.bytes);
    this.parents = viewOf(batch.parentSpanId.bytes);
  }

  parentRows(): Int32Array {
    const parentRow = new Int32Array(this.batchRow.length).fill(NO_PARENT);
    for (let row = 0; row < parentRow.length; row++) parentRow[row] = this.parentOf(row);
    return parentRow;
  }

  private parentOf(row: number): number {
    const at = (this.batchRow[row] ?? 0) * SPAN_ID_BYTES;
    const first = this.index.firstRow(this.ids, at);
    if (first !== row || this.index.rowAfter(first) >= 0) {
      if (first !== row) this.log.add('shared-id', row);
      // Zipkin gives the two sides of a call one id: the server's side belongs below the client's.
      const client = this.kindOf(row) === KIND_SERVER ? this.find(first, KIND_CLIENT) : -1;
      if (client >= 0) return client;
    }
    if (this.batch.parentSpanId.isZero(this.batchRow[row] ?? 0)) return NO_PARENT;
    const named = this.index.firstRow(this.parents, at);
    if (named < 0) {
      this.log.add('missing-parent', row);
      return NO_PARENT;
    }
    const parent = this.index.rowAfter(named) < 0 ? named : this.bestOf(named, row);
    if (parent !== row) return parent;
    this.log.add('self-parent', row);
    return NO_PARENT;
  }

  private find(first: number, kind: number): number {
    return namesakes(this.index, first).find((row) => this.kindOf(row) === kind) ?? -1;
  }

  /** Of spans with one id: one of the child's own service, then one that has the child's start in it. */
  private bestOf(first: number, child: number): number {
    let best = first;
    let bestScore = -1;
    for (const row of namesakes(this.index, first)) {
      if (row === child) continue;
      const sameService = this.serviceOf(row) === this.serviceOf(child) ? 2 : 0;
      const score = sameService + (this.holdsStartOf(row, child) ? 1 : 0);
      if (score <= bestScore) continue;
      best = row;
      bestScore = score;
    }
    return best;
  }

  private holdsStartOf(row: number, child: number): boolean {
    const { startNs, durationNs } = this.batch;
    const start = startNs.unsignedNumberAt(this.batchRow[row] ?? 0);
    const childStart = startNs.unsignedNumberAt(this.batchRow[child] ?? 0);
    const end = start + durationNs.signedNumberAt(this.batchRow[row] ?? 0);
    return start <= childStart && childStart <= end;
  }

  private kindOf(row: number): number {
    return this.batch.kind.at(this.batchRow[row] ?? 0);
  }

  private serviceOf(row: number): string {
    return this.batch.serviceNameAt(this.batchRow[row] ?? 0);
  }
}

function findCycles(parentRow: Int32Array, log: RepairLog): void {
  const before = parentRow.slice();
  breakCycles(parentRow);
  for (let row = 0; row < parentRow.length; row++) {
    if (parentRow[row] !== before[row]) log.add('cycle', row);
  }
}

/** A root that links to a span of its own trace came from there: nobody waited, but it is no stranger. */
function placeByLinks(
  batch: SpanBatch,
  batchRow: Int32Array,
  index: SpanIdIndex,
  parentRow: Int32Array,
  parentMissing: Uint8Array,
  log: RepairLog,
): Uint8Array {
  const { links } = batch;
  const placed = new Uint8Array(batchRow.length);
  if (links.traceId.length === 0) return placed;
  const linked = viewOf(links.spanId.bytes);
  for (let row = 0; row < batchRow.length; row++) {
    if (parentRow[row] !== NO_PARENT || parentMissing[row] === 1) continue;
    const at = batchRow[row] ?? 0;
    const first = at === 0 ? 0 : links.ends.at(at - 1);
    for (let link = first; link < links.ends.at(at); link++) {
      if (!sameTrace(batch, at, link)) continue;
      const target = index.firstRow(linked, link * SPAN_ID_BYTES);
      if (target < 0 || isBelow(parentRow, target, row)) continue;
      parentRow[row] = target;
      placed[row] = 1;
      log.add('placed-by-link', row);
      break;
    }
  }
  return placed;
}

function sameTrace(batch: SpanBatch, row: number, link: number): boolean {
  const { traceId, links } = batch;
  for (let byte = 0; byte < TRACE_ID_BYTES; byte++) {
    const own = traceId.bytes[row * TRACE_ID_BYTES + byte];
    if (own !== links.traceId.bytes[link * TRACE_ID_BYTES + byte]) return false;
  }
  return true;
}

/** Whether `row` is above `from`, or too far up to know. */
function isBelow(parentRow: Int32Array, from: number, row: number): boolean {
  let at = from;
  for (let steps = 0; steps < MAX_LINK_WALK; steps++) {
    if (at === row) return true;
    at = parentRow[at] ?? NO_PARENT;
    if (at === NO_PARENT) return false;
  }
  return true;
}

function findOddTimes(batch: SpanBatch, batchRow: Int32Array, log: RepairLog): void {
  let firstMs = Number.POSITIVE_INFINITY;
  for (const at of batchRow) firstMs = Math.min(firstMs, batch.receivedMs.unsignedNumberAt(at));
  for (let row = 0; row < batchRow.length; row++) {
    const at = batchRow[row] ?? 0;
    const durationNs = batch.durationNs.signedNumberAt(at);
    if (durationNs < 0) log.add('reversed-time', row);
    const endMs = (batch.startNs.unsignedNumberAt(at) + Math.max(durationNs, 0)) / 1e6;
    const lateMs = batch.receivedMs.unsignedNumberAt(at) - Math.max(firstMs, endMs);
    if (lateMs > LATE_AFTER_MS) log.add('late-span', row);
  }
}
