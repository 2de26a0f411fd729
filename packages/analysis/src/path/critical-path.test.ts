import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryTrace } from '../testing/arbitrary-trace.ts';
import { readTrace } from '../trace/trace.ts';
import { findCriticalPath, type PathEnd } from './critical-path.ts';
import { pathTimeByRow, sharePath } from './shares.ts';

const arbitraryEnd = fc.constantFrom<PathEnd>('answer', 'last-span');

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

describe('the critical path of any trace', () => {
  it('is one piece from the start of the root to the end', () => {
    fc.assert(
      fc.property(arbitraryTrace, arbitraryEnd, (batch, end) => {
        const trace = readTrace(batch);
        const path = findCriticalPath(trace, end);
        let atNs = path.fromNs;
        for (let at = 0; at < path.row.length; at++) {
          expect(path.segmentFromNs[at]).toBe(atNs);
          expect(path.segmentToNs[at]).toBeGreaterThan(atNs);
          atNs = path.segmentToNs[at] ?? Number.NaN;
        }
        if (path.row.length > 0) expect(atNs).toBe(path.toNs);
        expect(path.fromNs).toBe(trace.startNs[trace.rootRow]);
        if (end === 'answer') expect(path.toNs).toBe(trace.endNs[trace.rootRow]);
      }),
    );
  });

  it('passes through a row only while the row is open, or waits to be', () => {
    fc.assert(
      fc.property(arbitraryTrace, arbitraryEnd, (batch, end) => {
        const trace = readTrace(batch);
        const path = findCriticalPath(trace, end);
        for (let at = 0; at < path.row.length; at++) {
          const row = path.row[at] ?? 0;
          if (path.work[at] === 4) continue;
          expect(path.segmentFromNs[at]).toBeGreaterThanOrEqual(trace.startNs[row] ?? 0);
          expect(path.segmentToNs[at]).toBeLessThanOrEqual(trace.endNs[row] ?? 0);
        }
      }),
    );
  });

  it('has shares that add up to the whole, none of them negative', () => {
    fc.assert(
      fc.property(arbitraryTrace, (batch) => {
        const trace = readTrace(batch);
        const path = findCriticalPath(trace);
        const { services, operations, work } = sharePath(trace, path);
        for (const list of [services, operations, work]) {
          expect(sum(list.map(({ pathNs }) => pathNs))).toBe(path.toNs - path.fromNs);
          for (const { pathNs, share } of list) {
            expect(pathNs).toBeGreaterThan(0);
            expect(share).toBeLessThanOrEqual(1);
          }
        }
        expect(sum(pathTimeByRow(trace, path))).toBe(path.toNs - path.fromNs);
      }),
    );
  });
});
