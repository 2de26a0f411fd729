import type { TraceAnalysisAnswer } from '@throughline/model/api/analysis';
import { expect, it } from 'vitest';
import { toAnalysisModel } from './trace-analysis.ts';
import { makeTrace } from './trace-fixture.ts';

const ROOT = '0000000000000001';
const SHARED = '0000000000000002';
const TRACE = makeTrace([
  { startNs: 0, durationNs: 1000 },
  { parent: 0, id: SHARED, startNs: 100, durationNs: 300 },
  { parent: 0, id: SHARED, startNs: 500, durationNs: 300 },
]);
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
  criticalPath: [],
  pathNs: 1000,
  shares: { services: [], operations: [], work: [] },
  repairs: [
    { ...said('several-roots', []), kind: 'several-roots' },
    { ...said('clock-moved', [SHARED]), kind: 'clock-moved' },
  ],
  clockShifts: [],
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

it('knows where the context was lost, and where it goes on', () => {
  const { lost } = toAnalysisModel(ANSWER, TRACE);
  expect([...lost]).toEqual([[1, { side: 'out', sentence: 'lost', otherTrace: OTHER }]]);
});
