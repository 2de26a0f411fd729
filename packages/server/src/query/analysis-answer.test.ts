import { analyseTrace, type TraceAnalysis } from '@throughline/analysis/analyse-trace';
import type { Loss } from '@throughline/analysis/propagation/examine-propagation';
import { drawTrace } from '@throughline/analysis/testing/draw-trace';
import { readTrace } from '@throughline/analysis/trace/trace';
import { expect, it } from 'vitest';
import { analysisAnswer } from './analysis-answer.ts';

const DRAWN = [
  'web  GET /       server  |##----##|',
  '  web  GET       client  | #----# |',
  '    cart  GET /  server  |  ####  |',
];

function answerOf(change: Partial<TraceAnalysis>, losses: readonly Loss[] = []) {
  const { batch } = drawTrace(DRAWN, 1_000_000);
  const trace = readTrace(batch);
  const analysis = { ...analyseTrace(batch), ...change };
  const traces = new Map([[trace.traceId, trace]]);
  return analysisAnswer({ trace, analysis, lost: { losses, traces } });
}

const SAID = { service: 'cart', operation: 'GET /', sentence: 'said' };

it('names the spans of the path by id', () => {
  const { criticalPath, root } = answerOf({});
  expect(root).toBe('0000000000000001');
  expect(criticalPath.map(({ span, fromNs, toNs }) => [Number(span), fromNs, toNs])).toEqual([
    [1, 0, 1e6],
    [2, 1e6, 2e6],
    [3, 2e6, 6e6],
    [2, 6e6, 7e6],
    [1, 7e6, 8e6],
  ]);
});

it('tells the first of many findings and spans, and how many there are', () => {
  const rows = Array.from({ length: 250 }, () => 2);
  const finding = { ...SAID, name: 'n-plus-one', costNs: 1, rows } as const;
  const { findings, findingCount } = answerOf({ findings: Array(300).fill(finding) });
  expect([findings.length, findingCount]).toEqual([100, 300]);
  expect([findings[0]?.spans.length, findings[0]?.spanCount]).toEqual([100, 250]);
});

it('does not miss a call whose other side is in another trace', () => {
  const missing = { ...SAID, kind: 'missing-call', score: 0.5, rows: [1] } as const;
  const lost: Loss = {
    cause: 'not-forwarded',
    confidence: 1,
    ...{ callee: 'cart', operation: 'GET /', caller: 'web' },
    ...{ atNs: 0, traceId: 'f'.repeat(32), row: 0 },
    probable: { traceId: '1'.padStart(32, '0'), row: 1 },
  };
  const report = {
    comparison: 'compared',
    comparedWith: 30,
    usualDurationNs: 1,
    excessNs: 0,
  } as const;
  const culprits = { ...report, culprits: [missing] };
  expect(answerOf({ culprits }).culprits).toHaveLength(1);
  const { culprits: left, propagation } = answerOf({ culprits }, [lost]);
  expect(left).toEqual([]);
  expect(propagation[0]?.call?.span).toBe('0000000000000002');
});

it('says by how much a clock is off', () => {
  const { repairs, clockShifts } = answerOf({
    repairs: [{ kind: 'clock-moved', rows: [2], sentence: 'the clock behind 1 span is off' }],
    clockShifts: [{ row: 2, shiftNs: 5e9 }],
  });
  expect(repairs[0]?.sentence).toBe(
    'the clock of cart is 5.00 s behind; for the analysis it is put right',
  );
  expect(clockShifts).toEqual([{ span: '0000000000000003', shiftNs: 5e9 }]);
});
