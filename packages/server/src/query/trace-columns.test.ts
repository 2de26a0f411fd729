// Columns and span details of the small trace with every oddity.

import { encodeSpanJson } from '@throughline/model/otlp/json-encode';
import { describe, expect, it } from 'vitest';
import { cutLongValues, spanDetailsJson } from './span-details.ts';
import { ODD_TRACE_ID, oddTrace, START_NS } from './testing/odd-trace.ts';
import { traceColumns } from './trace-columns.ts';
import { buildTraceTable } from './trace-table.ts';

describe('traceColumns', () => {
  it('lays the trace out by rows, in offsets from its start', () => {
    expect(traceColumns(buildTraceTable(oddTrace()))).toEqual({
      traceId: ODD_TRACE_ID,
      startTimeUnixNano: String(START_NS),
      // To the latest end, which is not the root's.
      durationNano: '1500',
      spanCount: 4,
      rootRow: 0,
      services: ['gateway', 'cart'],
      names: ['GET /', 'SELECT', 'orphan'],
      spanId: ['01', '02', '03', '02'].map((byte) => byte.repeat(8)),
      parentRow: [-1, 0, -1, 0],
      missingParent: [2],
      placedByLink: [],
      service: [0, 1, 1, 1],
      name: [0, 1, 2, 1],
      kind: [2, 3, 0, 3],
      status: [0, 2, 0, 0],
      startOffsetNs: [0, 100, 200, 300],
      durationNs: [1000, 500, -50, 1200],
      clockShifts: { row: [], shiftNs: [] },
      eventCount: [1, 0, 0, 0],
      linkCount: [0, 0, 1, 0],
      events: { row: [0], offsetNs: [-5], name: ['early'] },
    });
  });
});

describe('cutLongValues', () => {
  it('cuts texts of values wherever they stand, and says how long they are', () => {
    const value = (stringValue: string) => ({ key: 'long', value: { stringValue } });
    const json = JSON.stringify({
      name: 'a long name',
      attributes: [value('abcdef'), value('abcd')],
      events: [{ attributes: [{ value: { arrayValue: { values: [{ stringValue: '12345' }] } } }] }],
    });
    expect(JSON.parse(cutLongValues(json, 4))).toEqual({
      name: 'a long name',
      attributes: [
        { key: 'long', value: { stringValue: 'abcd', cutFromChars: 6 } },
        { key: 'long', value: { stringValue: 'abcd' } },
      ],
      events: [
        {
          attributes: [
            { value: { arrayValue: { values: [{ stringValue: '1234', cutFromChars: 5 }] } } },
          ],
        },
      ],
    });
  });
});

describe('spanDetailsJson', () => {
  it('gives every span of the id with its resource and scope, numbers exact', () => {
    const batch = oddTrace();
    const text = spanDetailsJson(batch, Buffer.from('02'.repeat(8), 'hex')) ?? '';
    const { spans } = JSON.parse(text);
    expect(spans).toHaveLength(2);
    expect(spans[1]).toEqual({
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'cart' } }] },
      resourceSchemaUrl: 'https://example.com/resource',
      scope: { name: 'hand', version: '1' },
      scopeSchemaUrl: '',
      span: JSON.parse(encodeSpanJson(batch, 3)),
      receivedAt: '2026-01-31T12:00:00.500Z',
    });
    const root = spanDetailsJson(batch, Buffer.from('01'.repeat(8), 'hex'));
    expect(root).toContain('"intValue":"9007199254740993"');
  });

  it('is undefined for an id that is not there', () => {
    expect(spanDetailsJson(oddTrace(), Buffer.alloc(8))).toBeUndefined();
  });
});
