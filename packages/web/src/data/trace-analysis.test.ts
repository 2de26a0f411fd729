import type { TraceAnalysisAnswer } from '@throughline/model/api/analysis';
import { expect, it } from 'vitest';
import { toAnalysisModel } from './trace-analysis.ts';
import { makeColumns } from './trace-fixture.ts';
import { decodeTraceColumns } from './trace-model.ts';

const columns = makeColumns([
  { startNs: 0, durationNs: 1000 },
  { parent: 0, startNs: 100, durationNs: 300 },
  { parent: 0, startNs: 500, durationNs: 300 },
]);
const ROOT = '0000000000000001';
const SHARED = '0000000000000002';
const TRACE = decodeTraceColumns({ ...columns, spanId: [ROOT, SHARED, SHARED] });
const OTHER = { traceId: 'f'.repeat(32), span: '00000000000000aa' };

const ANSWER: TraceAnalysisAnswer = {
  traceId: TRACE.traceId,
  startTimeUnixNano: String(TRACE.startNs),
  root: ROOT,
  comparison: {
    ...{ state: 'compared', service: 'shop', operation: 'work' },
    ...{ traces: 30, neededTraces: 20, excessNs: 5 },
  },
  culprits: [said('slow', [`${SHARED}.2`]), said('new-call', [SHARED])],
  findings: [
    { ...said('n-plus-one', [SHARED, `${SHARED}.2`, 'absent']), name: 'n-plus-one', costNs: 1 },
  ],
  findingCount: 1,
  propagation: [
    {
      ...{ cause: 'not-forwarded', confidence: 1, caller: 'a', callee: 'b', operation: 'c' },
      sentence: 'lost',
      entry: OTHER,
      call: { traceId: TRACE.traceId, span: SHARED },
    },
  ],
  criticalPath: [
    { span: ROOT, fromNs: 0, toNs: 400, work: 'own-code' },
    { span: `${SHARED}.2`, fromNs: 400, toNs: 700, work: 'own-code' },
    { span: 'absent', fromNs: 700, toNs: 800, work: 'own-code' },
    { span: ROOT, fromNs: 800, toNs: 1000, work: 'own-code' },
  ],
  pathNs: 1000,
  shares: { services: [], operations: [], work: [] },
  repairs: [
    { ...said('several-roots', []), kind: 'several-roots' },
    { ...said('clock-moved', [SHARED]), kind: 'clock-moved' },
  ],
  clockShifts: [{ span: `${SHARED}.2`, shiftNs: -100 }],
};

function said<Kind extends string>(kind: Kind, spans: string[]) {
  const where = { service: 'shop', operation: 'work' };
  return { kind, score: 1, ...where, sentence: `it is ${kind}`, spans, spanCount: spans.length };
}

it('lists what is said, what matters most first, with the rows', () => {
  const { statements } = toAnalysisModel(ANSWER, TRACE);
  expect(statements.map(({ name, rows }) => [name, rows])).toEqual([
    ['slow', [2]],
    ['not-forwarded', [1]],
    ['n-plus-one', [1, 2]],
    ['new-call', [1]],
    ['clock-moved', [1]],
  ]);
  expect(statements[1]?.otherTrace).toEqual(OTHER);
});

it('has the critical path by row, at the times that were sent', () => {
  const { path } = toAnalysisModel(ANSWER, TRACE);
  const ofRow = (row: number) =>
    Array.from({ length: (path.start[row + 1] ?? 0) - (path.start[row] ?? 0) }, (_, at) => {
      const slot = (path.start[row] ?? 0) + at;
      return [path.fromNs[slot], path.toNs[slot]];
    });
  expect(ofRow(0)).toEqual([
    [0, 400],
    [800, 1000],
  ]);
  expect(ofRow(1)).toEqual([]);
  expect(ofRow(2)).toEqual([[500, 800]]);
});
