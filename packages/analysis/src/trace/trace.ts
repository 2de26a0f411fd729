// One trace as analysis reads it: typed arrays by row, times as offsets from the earliest start, the
// forest over it, and what had to be repaired. Made from the columns of a SpanBatch; attributes stay
// there and are read when a rule asks. Nothing here is what people see: that is analyse-trace.ts.

import { assert } from '@throughline/model/base/assert';
import { bytesToHex } from '@throughline/model/base/hex';
import { type SpanBatch, TRACE_ID_BYTES } from '@throughline/model/batch/span-batch';
import { STATUS_ERROR } from '@throughline/model/span/span-kind';
import { clockOf } from '../clock/clock-of.ts';
import { moveClocks, type PairShift } from '../clock/move-clocks.ts';
import { type AssembledTrace, assembleTrace, makeRepair } from '../tree/assemble-trace.ts';
import type { SpanTree } from '../tree/assemble-tree.ts';
import type { Repair } from './repair.ts';
import { readSpanFields, type SpanFields } from './span-fields.ts';

export interface Trace {
  readonly traceId: string;
  readonly rowCount: number;
  readonly batch: SpanBatch;
  /** Row → row of the batch. */
  readonly batchRow: Int32Array;
  /** Earliest start as sent; the offsets below count from here. */
  readonly originNs: bigint;
  /** Offsets in the view of clocks put right; `start − clockShift` is what was sent. */
  readonly startNs: Float64Array;
  readonly endNs: Float64Array;
  readonly clockShiftNs: Float64Array;
  readonly clocks: readonly string[];
  readonly clock: Int32Array;
  readonly services: readonly string[];
  readonly service: Int32Array;
  readonly operations: readonly string[];
  readonly operation: Int32Array;
  readonly kind: Uint8Array;
  readonly isError: Uint8Array;
  /** 1 where the span says which database it asks. */
  readonly isDatabase: Uint8Array;
  readonly tree: SpanTree;
  readonly parentMissing: Uint8Array;
  readonly placedByLink: Uint8Array;
  /** The row that stands for the trace: the longest root, those with a missing parent last. */
  readonly rootRow: number;
  readonly repairs: readonly Repair[];
  readonly fields: SpanFields;
}

/** What is asked of a trace to find who waited for whom: its tree and its times, nothing of its attributes. */
export type TimedTrace = Pick<
  Trace,
  | 'rowCount'
  | 'tree'
  | 'rootRow'
  | 'startNs'
  | 'endNs'
  | 'kind'
  | 'service'
  | 'placedByLink'
  | 'isDatabase'
>;

/** Every trace in a batch, in order of first appearance. */
export function readTraces(batch: SpanBatch, known: readonly PairShift[] = []): Trace[] {
  const rowsOf = new Map<string, number[]>();
  for (let row = 0; row < batch.rowCount; row++) {
    const id = bytesToHex(batch.traceId.at(row));
    const rows = rowsOf.get(id);
    if (rows === undefined) rowsOf.set(id, [row]);
    else rows.push(row);
  }
  return [...rowsOf.values()].map((rows) => readRows(batch, Int32Array.from(rows), known));
}

/** A batch that holds the spans of one trace, at least one. */
export function readTrace(batch: SpanBatch, known: readonly PairShift[] = []): Trace {
  assert(batch.rowCount > 0, 'a trace without spans');
  return readRows(
    batch,
    Int32Array.from({ length: batch.rowCount }, (_, row) => row),
    known,
  );
}

function readRows(batch: SpanBatch, batchRows: Int32Array, known: readonly PairShift[]): Trace {
  const assembled = assembleTrace(batch, batchRows);
  const { batchRow, tree } = assembled;
  const rowCount = batchRow.length;
  const times = readTimes(batch, batchRow);
  const services = new Codes();
  const operations = new Codes();
  const clocks = new Codes();
  const service = new Int32Array(rowCount);
  const operation = new Int32Array(rowCount);
  const clock = new Int32Array(rowCount);
  const kind = new Uint8Array(rowCount);
  const isError = new Uint8Array(rowCount);
  const clockOfResource = batch.resources.entries.map((resource) => clocks.of(clockOf(resource)));
  const serviceCode = remember((at) => services.of(batch.serviceNameAt(at)));
  const operationCode = remember((at) => operations.of(batch.name.textAt(at)));
  for (let row = 0; row < rowCount; row++) {
    const at = batchRow[row] ?? 0;
    const resource = batch.resource.at(at);
    service[row] = serviceCode(resource, at);
    operation[row] = operationCode(batch.name.codes.at(at), at);
    clock[row] = clockOfResource[resource] ?? 0;
    kind[row] = batch.kind.at(at);
    isError[row] = batch.statusCode.at(at) === STATUS_ERROR ? 1 : 0;
  }
  const shift = moveClocks({ tree, kind, clock, ...times }, clocks.texts, known);
  const clockShiftNs = shift ?? new Float64Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    times.startNs[row] = (times.startNs[row] ?? 0) + (clockShiftNs[row] ?? 0);
    times.endNs[row] = (times.endNs[row] ?? 0) + (clockShiftNs[row] ?? 0);
  }
  const fields = readSpanFields(batch, batchRow);
  return {
    traceId: bytesToHex(batch.traceId.bytes, ...idRange(batchRow[0] ?? 0)),
    rowCount,
    batch,
    batchRow,
    ...times,
    clockShiftNs,
    clocks: clocks.texts,
    clock,
    services: services.texts,
    service,
    operations: operations.texts,
    operation,
    kind,
    isError,
    tree,
    parentMissing: assembled.parentMissing,
    placedByLink: assembled.placedByLink,
    rootRow: rootOf(assembled, times),
    repairs: shift === undefined ? assembled.repairs : [...assembled.repairs, movedRepair(shift)],
    isDatabase: Uint8Array.from(kind, (_, row) => (fields.has('dbSystem', row) ? 1 : 0)),
    fields,
  };
}

function idRange(row: number): [number, number] {
  return [row * TRACE_ID_BYTES, (row + 1) * TRACE_ID_BYTES];
}

interface Times {
  readonly originNs: bigint;
  readonly startNs: Float64Array;
  readonly endNs: Float64Array;
}

/** A span that ends before it begins counts as a moment. */
function readTimes(batch: SpanBatch, batchRow: Int32Array): Times {
  const { startNs: sent, durationNs } = batch;
  let origin = batchRow[0] ?? 0;
  for (const at of batchRow) {
    const high = sent.high(at) - sent.high(origin);
    if (high < 0 || (high === 0 && sent.low(at) < sent.low(origin))) origin = at;
  }
  const startNs = new Float64Array(batchRow.length);
  const endNs = new Float64Array(batchRow.length);
  for (let row = 0; row < batchRow.length; row++) {
    const at = batchRow[row] ?? 0;
    const highNs = (sent.high(at) - sent.high(origin)) * 2 ** 32;
    const offsetNs = highNs + sent.low(at) - sent.low(origin);
    startNs[row] = offsetNs;
    endNs[row] = offsetNs + Math.max(durationNs.signedNumberAt(at), 0);
  }
  return { originNs: sent.unsignedAt(origin), startNs, endNs };
}

function rootOf(assembled: AssembledTrace, times: Times): number {
  let best = -1;
  for (const root of assembled.tree.roots) {
    if (best < 0 || isBetterRoot(assembled, times, root, best)) best = root;
  }
  return Math.max(best, 0);
}

function isBetterRoot(
  assembled: AssembledTrace,
  times: Times,
  root: number,
  best: number,
): boolean {
  const missing = assembled.parentMissing[root] ?? 0;
  const bestMissing = assembled.parentMissing[best] ?? 0;
  if (missing !== bestMissing) return missing < bestMissing;
  const duration = (times.endNs[root] ?? 0) - (times.startNs[root] ?? 0);
  return duration > (times.endNs[best] ?? 0) - (times.startNs[best] ?? 0);
}

function movedRepair(shiftNs: Float64Array): Repair {
  const rows: number[] = [];
  shiftNs.forEach((shift, row) => {
    if (shift !== 0) rows.push(row);
  });
  return makeRepair('clock-moved', rows);
}

/** The code of what stands at a row of the batch, made once for each key. */
function remember(make: (at: number) => number): (key: number, at: number) => number {
  const known = new Map<number, number>();
  return (key, at) => {
    let code = known.get(key);
    if (code === undefined) {
      code = make(at);
      known.set(key, code);
    }
    return code;
  };
}

/** Texts numbered by first appearance. */
class Codes {
  readonly texts: string[] = [];
  private readonly codes = new Map<string, number>();

  of(text: string): number {
    const known = this.codes.get(text);
    if (known !== undefined) return known;
    this.codes.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }
}

export function serviceOf(trace: Trace, row: number): string {
  return trace.services[trace.service[row] ?? 0] ?? '';
}

export function operationOf(trace: Trace, row: number): string {
  return trace.operations[trace.operation[row] ?? 0] ?? '';
}

export function durationOf(trace: Pick<Trace, 'startNs' | 'endNs'>, row: number): number {
  return (trace.endNs[row] ?? 0) - (trace.startNs[row] ?? 0);
}

/** The children of a row, ascending. */
export function childrenOf(trace: Trace, row: number): Int32Array {
  const { childStart, children } = trace.tree;
  return children.subarray(childStart[row], childStart[row + 1]);
}

/** Whether two rows are of one service. */
export function isSameService(trace: Pick<Trace, 'service'>, one: number, other: number): boolean {
  return trace.service[one] === trace.service[other];
}
