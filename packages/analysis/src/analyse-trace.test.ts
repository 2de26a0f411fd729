import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyseTrace } from './analyse-trace.ts';
import { addTrace, emptyBaseline } from './baseline/endpoint-baseline.ts';
import { buildOperationTree } from './operations/operation-tree.ts';
import { findCriticalPath } from './path/critical-path.ts';
import { arbitraryTrace } from './testing/arbitrary-trace.ts';
import { drawTrace } from './testing/draw-trace.ts';
import { operationOf, readTrace, serviceOf } from './trace/trace.ts';

describe('analyseTrace', () => {
  it('gives plain data about rows of the batch, whatever came', () => {
    fc.assert(
      fc.property(arbitraryTrace, arbitraryTrace, (usual, batch) => {
        const trace = readTrace(usual);
        const baseline = emptyBaseline(
          serviceOf(trace, trace.rootRow),
          operationOf(trace, trace.rootRow),
        );
        const tree = buildOperationTree(trace, findCriticalPath(trace));
        for (let added = 0; added < 20; added++) addTrace(baseline, trace, tree);
        for (const options of [{}, { baseline }]) {
          const analysis = analyseTrace(batch, options);
          expect(JSON.parse(JSON.stringify(analysis))).toEqual({
            ...analysis,
            culprits: JSON.parse(JSON.stringify(analysis.culprits)),
          });
          const { culprits, findings, repairs, criticalPath } = analysis;
          const named = [...culprits.culprits, ...findings, ...repairs].flatMap(({ rows }) => rows);
          for (const row of [...named, ...criticalPath.map((segment) => segment.row)]) {
            expect(Number.isInteger(row) && row >= 0 && row < batch.rowCount).toBe(true);
          }
          for (const { score } of culprits.culprits) {
            expect(score).toBeGreaterThanOrEqual(0);
            expect(score).toBeLessThanOrEqual(1);
          }
          for (const { costNs } of findings) {
            expect(costNs).toBeGreaterThanOrEqual(0);
            expect(costNs).toBeLessThanOrEqual(analysis.pathNs);
          }
        }
      }),
    );
  });

  it('counts rows of the batch where a span came twice', () => {
    const { batch } = drawTrace(
      ['web  GET /  server twice |####  |', '  web  SELECT  client error db=mysql |  ##|'],
      1e6,
    );
    const analysis = analyseTrace(batch);
    expect(batch.rowCount).toBe(3);
    expect(analysis.rootRow).toBe(0);
    expect(analysis.culprits.culprits).toMatchObject([{ kind: 'error', rows: [1] }]);
    expect(analysis.findings).toMatchObject([{ name: 'swallowed-error', rows: [1] }]);
  });

  it('blames what a tenth of the requests have, though a tenth is more than one in twenty', () => {
    const lasting = (ms: number) => {
      const bar = `|${'#'.repeat(ms)}${' '.repeat(80 - ms)}|`;
      return drawTrace([`web  GET /  server ${bar}`, `  pay  charge  server ${bar}`], 1e6).batch;
    };
    const baseline = emptyBaseline('web', 'GET /');
    const add = (ms: number) => {
      const trace = readTrace(lasting(ms));
      addTrace(baseline, trace, buildOperationTree(trace, findCriticalPath(trace)));
    };
    for (let added = 0; added < 36; added++) add(10);
    for (let added = 0; added < 4; added++) add(70);
    const slow = analyseTrace(lasting(70), { baseline }).culprits.culprits;
    expect(slow).toMatchObject([{ kind: 'slow', service: 'pay', operation: 'charge' }]);
    expect(analyseTrace(lasting(11), { baseline }).culprits.culprits).toEqual([]);
  });

  it('needs a span', () => {
    const { batch } = drawTrace([], 1e6);
    expect(() => analyseTrace(batch)).toThrow('a trace without spans');
  });
});
