import { describe, expect, it } from 'vitest';
import { analyseTrace } from './analyse-trace.ts';
import { addTrace, type EndpointBaseline, emptyBaseline } from './baseline/endpoint-baseline.ts';
import { buildOperationTree } from './operations/operation-tree.ts';
import { findCriticalPath } from './path/critical-path.ts';
import { drawPath } from './testing/draw-path.ts';
import { readTraceCases, type TraceCase } from './testing/trace-cases.ts';
import { operationOf, readTrace, serviceOf } from './trace/trace.ts';

const CASES = readTraceCases();

/** The least that is to be drawn by hand. */
const MIN_CASES = 40;

function drawn({ trace }: TraceCase, bars: readonly string[]): string {
  return trace.spans
    .map(({ service, operation }, at) => `${`${service} ${operation}`.padEnd(40)}|${bars[at]}|`)
    .join('\n');
}

function baselineOf({ usual }: TraceCase): EndpointBaseline | undefined {
  let baseline: EndpointBaseline | undefined;
  for (const { count, drawing } of usual) {
    const trace = readTrace(drawing.batch);
    const tree = buildOperationTree(trace, findCriticalPath(trace));
    baseline ??= emptyBaseline(serviceOf(trace, trace.rootRow), operationOf(trace, trace.rootRow));
    for (let added = 0; added < count; added++) addTrace(baseline, trace, tree);
  }
  return baseline;
}

/** What is expected under a key: nothing is drawn as "none". */
function wanted({ expected }: TraceCase, key: string): readonly string[] {
  return (expected.get(key) ?? []).filter((text) => text !== 'none');
}

it('has enough cases', () => {
  expect(CASES.length).toBeGreaterThanOrEqual(MIN_CASES);
});

describe.each(CASES)('$file: $name', (traceCase) => {
  const baseline = baselineOf(traceCase);
  const analysis = analyseTrace(traceCase.trace.batch, baseline === undefined ? {} : { baseline });

  it('has the path that is drawn', () => {
    const trace = readTrace(traceCase.trace.batch);
    const end = wanted(traceCase, 'path').includes('last-span') ? 'last-span' : 'answer';
    const bars = drawPath(traceCase.trace, trace, findCriticalPath(trace, end));
    expect(drawn(traceCase, bars)).toBe(
      drawn(
        traceCase,
        traceCase.trace.spans.map(({ bar }) => bar),
      ),
    );
  });

  it('says what was repaired', () => {
    const kinds = analysis.repairs.map(({ kind }) => kind);
    expect(kinds.toSorted()).toEqual(wanted(traceCase, 'repair').toSorted());
  });

  it('finds what is wrong, and no more', () => {
    const found = analysis.findings.map(({ name, service }) => `${name} ${service}`);
    expect(found.toSorted()).toEqual(wanted(traceCase, 'finding').toSorted());
  });

  it('names the culprit', () => {
    const { culprits, comparison } = analysis.culprits;
    const named = culprits.map((each) => `${each.kind} ${each.service} ${each.operation}`);
    expect(named).toEqual(wanted(traceCase, 'culprit'));
    for (const sentence of wanted(traceCase, 'sentence')) {
      expect(culprits.map((each) => each.sentence).join('\n')).toContain(sentence);
    }
    const expectedComparison = wanted(traceCase, 'comparison')[0];
    if (expectedComparison !== undefined) expect(comparison).toBe(expectedComparison);
    for (const { score, rows } of culprits) {
      expect(score).toBeGreaterThan(0);
      expect(score).toBeLessThanOrEqual(1);
      expect(rows.length).toBeGreaterThan(0);
    }
  });
});
