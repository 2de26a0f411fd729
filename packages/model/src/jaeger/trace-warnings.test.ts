// What Jaeger says beside spans that are odd, by hand-made pairs of a parent and its child.

import { describe, expect, it } from 'vitest';
import { SpanBatch } from '../batch/span-batch.ts';
import { decodeTracesJson } from '../otlp/json-decode.ts';
import { DUPLICATE_SPAN_ID, goDuration, traceWarnings } from './trace-warnings.ts';

interface Part {
  readonly id: number;
  readonly parent?: number;
  readonly host?: string;
  readonly startMs: number;
  readonly endMs: number;
}

function warningsOf(...parts: readonly Part[]): (readonly string[])[] {
  const hex = (id: number): string => id.toString(16).padStart(16, '0');
  const batch = new SpanBatch();
  const resourceSpans = parts.map(({ id, parent, host = 'one', startMs, endMs }) => ({
    resource: { attributes: [{ key: 'host.name', value: { stringValue: host } }] },
    scopeSpans: [
      {
        spans: [
          {
            traceId: 'a'.repeat(32),
            spanId: hex(id),
            ...(parent === undefined ? {} : { parentSpanId: hex(parent) }),
            name: 'work',
            startTimeUnixNano: `${startMs}000000`,
            endTimeUnixNano: `${endMs}000000`,
          },
        ],
      },
    ],
  }));
  decodeTracesJson({ resourceSpans }, batch, 0);
  const warnings = traceWarnings(batch);
  return parts.map((_, row) => warnings(row));
}

const PARENT = { id: 1, startMs: 1000, endMs: 1100 };

function childWarnings(startMs: number, endMs: number, host = 'other'): readonly string[] {
  return warningsOf(PARENT, { id: 2, parent: 1, startMs, endMs, host })[1] ?? [];
}

function delta(text: string): string[] {
  return [`clock skew adjustment disabled; not applying calculated delta of ${text}`];
}

describe('clocks', () => {
  it('agree where a child lies within its parent', () => {
    expect(childWarnings(1000, 1100)).toEqual([]);
    expect(childWarnings(1010, 1090)).toEqual([]);
  });

  it('disagree where it lies outside: its place is the middle', () => {
    expect(childWarnings(900, 950)).toEqual(delta('125ms'));
    expect(childWarnings(1080, 1110)).toEqual(delta('-45ms'));
  });

  it('disagree where one that lasts longer starts before', () => {
    expect(childWarnings(990, 1200)).toEqual(delta('10ms'));
    expect(childWarnings(1050, 1300)).toEqual([]);
  });

  it('are one on one host', () => {
    expect(childWarnings(900, 950, 'one')).toEqual([]);
  });
});

it('tells parents that are missing, and ids that come twice', () => {
  expect(warningsOf(PARENT, { ...PARENT, parent: 77 }, { ...PARENT, id: 3, parent: 1 })).toEqual([
    [],
    [
      DUPLICATE_SPAN_ID,
      'parent span ID=000000000000004d is not in the trace; skipping clock skew adjustment',
    ],
    [],
  ]);
});

it.each([
  [0n, '0s'],
  [1n, '1ns'],
  [1_100n, '1.1µs'],
  [-1_500_000n, '-1.5ms'],
  [2_050_000_000n, '2.05s'],
  [61_000_000_000n, '1m1s'],
  [3_723_500_000_000n, '1h2m3.5s'],
])('writes %d nanoseconds as Go does: %s', (ns, text) => {
  expect(goDuration(ns)).toBe(text);
});
