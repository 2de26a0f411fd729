// A trace table through its bytes and back, and bytes that are none.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeTraceTable } from './decode-trace-table.ts';
import { encodeTraceTable } from './encode-trace-table.ts';
import { NumberReader, NumberWriter } from './number-column.ts';
import type { TraceTable } from './trace-table.ts';
import { TraceTableError } from './trace-table-error.ts';

const WHOLE = fc.maxSafeInteger().map((value) => Math.trunc(value / 2));

const SPAN = fc.record({
  parent: fc.integer({ min: -1, max: 30 }),
  service: fc.nat({ max: 2 }),
  kind: fc.nat({ max: 5 }),
  status: fc.nat({ max: 2 }),
  startNs: fc.oneof(fc.nat(), WHOLE.map(Math.abs)),
  durationNs: fc.oneof(fc.nat(), WHOLE),
  shiftNs: fc.integer(),
  events: fc.array(fc.nat(), { maxLength: 3 }),
  links: fc.nat({ max: 300 }),
});

const TABLE = fc
  .tuple(fc.array(SPAN, { minLength: 1, maxLength: 30 }), fc.boolean(), fc.uint8Array())
  .map(([spans, isShifted, noise]): TraceTable => {
    const rows = spans.length;
    const eventStart = new Int32Array(rows + 1);
    spans.forEach(({ events }, row) => {
      eventStart[row + 1] = (eventStart[row] ?? 0) + events.length;
    });
    const offsets = spans.flatMap(({ startNs, events }) => events.map((ns) => ns + startNs));
    return {
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      startNs: 1_763_640_000_000_000_001n,
      rowCount: rows,
      spanCount: rows + 7,
      rootRow: rows - 1,
      services: ['gateway', 'käse', ''],
      names: ['GET /'],
      eventNames: ['exception'],
      spanIds: Uint8Array.from({ length: rows * 8 }, (_, at) => noise[at] ?? at % 256),
      parentRow: Int32Array.from(spans, ({ parent }, row) => {
        return parent >= rows || parent === row ? -1 : parent;
      }),
      service: Int32Array.from(spans, ({ service }) => service),
      name: new Int32Array(rows),
      kind: Uint8Array.from(spans, ({ kind }) => kind),
      status: Uint8Array.from(spans, ({ status }) => status),
      flags: new Uint8Array(rows).fill(3),
      startOffsetNs: Float64Array.from(spans, ({ startNs }) => startNs),
      durationNs: Float64Array.from(spans, ({ durationNs }) => durationNs),
      clockShiftNs: isShifted
        ? Float64Array.from(spans, ({ shiftNs }) => shiftNs)
        : new Float64Array(0),
      eventStart,
      eventOffsetNs: Float64Array.from(offsets),
      eventName: new Int32Array(offsets.length),
      linkCount: Int32Array.from(spans, ({ links }) => links),
    };
  });

describe('trace table', () => {
  it('is the same after it was sent', () => {
    fc.assert(
      fc.property(TABLE, (table) => {
        expect(decodeTraceTable(encodeTraceTable(table))).toEqual(table);
      }),
    );
  });

  it('refuses bytes that were cut or changed, or reads a table that fits together', () => {
    fc.assert(
      fc.property(TABLE, fc.nat(), fc.nat({ max: 255 }), fc.boolean(), (table, at, byte, isCut) => {
        const bytes = encodeTraceTable(table);
        const place = at % bytes.length;
        const broken = isCut ? bytes.slice(0, place) : bytes.slice();
        if (!isCut) broken[place] = byte;
        let read: TraceTable;
        try {
          read = decodeTraceTable(broken);
        } catch (error) {
          expect(error).toBeInstanceOf(TraceTableError);
          return;
        }
        expect(read.spanIds.length).toBe(read.rowCount * 8);
        expect(read.parentRow.every((parent) => parent >= -1 && parent < read.rowCount)).toBe(true);
        expect(read.service.every((code) => code < read.services.length)).toBe(true);
        expect(read.eventOffsetNs.length).toBe(read.eventStart[read.rowCount]);
      }),
    );
  });
});

describe('numbers of variable length', () => {
  it('are exact to the largest that are promised', () => {
    const writer = new NumberWriter();
    const signed = [0, -1, 1, 63, -64, 64, 2 ** 31, -(2 ** 31), 2 ** 52 - 1, -(2 ** 52)];
    for (const value of signed) writer.signed(value);
    writer.unsigned(Number.MAX_SAFE_INTEGER);
    const reader = new NumberReader(writer.finish());
    expect(signed.map(() => reader.signed())).toEqual(signed);
    expect(reader.unsigned()).toBe(Number.MAX_SAFE_INTEGER);
    expect(() => reader.end()).not.toThrow();
    expect(() => reader.unsigned()).toThrow('ends early');
  });
});
