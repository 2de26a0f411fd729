import { describe, expect, it } from 'vitest';
import { findCriticalPath } from './path/critical-path.ts';
import { drawPath } from './testing/draw-path.ts';
import { readTraceCases, type TraceCase } from './testing/trace-cases.ts';
import { readTrace } from './trace/trace.ts';

function drawn({ trace }: TraceCase, bars: readonly string[]): string {
  return trace.spans
    .map(({ service, operation }, at) => `${service} ${operation}`.padEnd(40) + `|${bars[at]}|`)
    .join('\n');
}

describe.each(readTraceCases())('$file: $name', (traceCase) => {
  it('has the path that is drawn', () => {
    const trace = readTrace(traceCase.trace.batch);
    const end = traceCase.expected.get('path')?.includes('last-span') ? 'last-span' : 'answer';
    const bars = drawPath(traceCase.trace, trace, findCriticalPath(trace, end));
    const wanted = traceCase.trace.spans.map(({ bar }) => bar);
    expect(drawn(traceCase, bars)).toBe(drawn(traceCase, wanted));
  });

  it('says what was repaired', () => {
    const kinds = readTrace(traceCase.trace.batch).repairs.map(({ kind }) => kind);
    expect(kinds.sort()).toEqual((traceCase.expected.get('repair') ?? []).toSorted());
  });
});
