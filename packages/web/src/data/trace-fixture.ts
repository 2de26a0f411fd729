// Traces for tests, drawn from a short list of spans. Not part of the page.

import { PARENT_MISSING, type TraceTable } from '@throughline/model/trace-table/trace-table';
import { buildTraceModel, type TraceModel } from './trace-model.ts';

export interface FixtureSpan {
  readonly parent?: number;
  /** 16 hex digits. */
  readonly id?: string;
  readonly service?: string;
  readonly name?: string;
  readonly kind?: number;
  readonly startNs: number;
  readonly durationNs: number;
  readonly isError?: boolean;
  readonly isParentMissing?: boolean;
  readonly clockShiftNs?: number;
  readonly events?: readonly number[];
}

function index(dictionary: string[], text: string): number {
  const found = dictionary.indexOf(text);
  return found >= 0 ? found : dictionary.push(text) - 1;
}

function makeTable(spans: readonly FixtureSpan[]): TraceTable {
  const services: string[] = [];
  const names: string[] = [];
  const rowCount = spans.length;
  const eventStart = new Int32Array(rowCount + 1);
  spans.forEach(({ events = [] }, row) => {
    eventStart[row + 1] = (eventStart[row] ?? 0) + events.length;
  });
  const eventOffsetNs = Float64Array.from(spans.flatMap(({ events = [] }) => events));
  const spanIds = new DataView(new ArrayBuffer(rowCount * 8));
  spans.forEach(({ id }, row) => {
    spanIds.setBigUint64(row * 8, id === undefined ? BigInt(row + 1) : BigInt(`0x${id}`));
  });
  const isShifted = spans.some(({ clockShiftNs }) => clockShiftNs !== undefined);
  return {
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    startNs: 1_763_640_000_000_000_000n,
    rowCount,
    spanCount: rowCount,
    rootRow: Math.max(
      spans.findIndex((span) => span.parent === undefined && span.isParentMissing !== true),
      0,
    ),
    services,
    names,
    eventNames: ['event'],
    spanIds: new Uint8Array(spanIds.buffer),
    parentRow: Int32Array.from(spans, ({ parent = -1 }) => parent),
    service: Int32Array.from(spans, ({ service = 'shop' }) => index(services, service)),
    name: Int32Array.from(spans, ({ name = 'work' }) => index(names, name)),
    kind: Uint8Array.from(spans, ({ kind = 1 }) => kind),
    status: Uint8Array.from(spans, ({ isError = false }) => (isError ? 2 : 0)),
    flags: Uint8Array.from(spans, (span) => (span.isParentMissing === true ? PARENT_MISSING : 0)),
    startOffsetNs: Float64Array.from(spans, ({ startNs }) => startNs),
    durationNs: Float64Array.from(spans, ({ durationNs }) => durationNs),
    clockShiftNs: isShifted
      ? Float64Array.from(spans, ({ clockShiftNs = 0 }) => clockShiftNs)
      : new Float64Array(0),
    eventStart,
    eventOffsetNs,
    eventName: new Int32Array(eventOffsetNs.length),
    linkCount: new Int32Array(rowCount),
  };
}

export function makeTrace(spans: readonly FixtureSpan[]): TraceModel {
  return buildTraceModel(makeTable(spans));
}

/** A root with many children, for tests of cost. */
export function makeManySpans(count: number): TraceModel {
  return makeTrace(
    Array.from({ length: count }, (_, row) => ({
      ...(row === 0 ? {} : { parent: 0 }),
      startNs: row,
      durationNs: row === 0 ? count * 2 : 5,
      service: `service-${row % 7}`,
    })),
  );
}
