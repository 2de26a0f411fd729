// The corpus that findings are measured on: traces with each fault, and traces without any. Made the same
// way every time, from seeds. Precision counts a finding in any trace that does not have its fault as a
// false alarm; a fault that brings another one with it is listed.

import type { SpanBatch } from '@throughline/model/batch/span-batch';
import { FINDING_NAMES, type FindingName } from '@throughline/model/span/finding-name';
import { analyseTrace } from '../analyse-trace.ts';
import { FAULT_STEPS } from './made-faults.ts';
import { makeRequest } from './made-requests.ts';
import { createRandom } from './random.ts';

export const TRACES_PER_FAULT = 100;
export const HEALTHY_TRACES = 1_000;

export interface Measure {
  readonly finding: FindingName;
  /** Of the traces with the fault. */
  readonly found: number;
  /** Of the traces without it. */
  readonly falseAlarms: number;
  readonly precision: number;
  readonly recall: number;
}

/** What a fault is in itself besides: the error of a call that stormed or timed out is not passed on. */
const IMPLIED: Readonly<Partial<Record<FindingName, readonly FindingName[]>>> = {
  'retry-storm': ['swallowed-error'],
  'timeout-cascade': ['swallowed-error'],
  'oversized-fan-out': ['chatty-pair'],
};

interface CorpusTrace {
  readonly fault: FindingName | undefined;
  readonly batch: SpanBatch;
}

export function measureFindings(): Measure[] {
  const found = new Map<FindingName, number>();
  const falseAlarms = new Map<FindingName, number>();
  for (const { fault, batch } of corpusTraces()) {
    const names = new Set(analyseTrace(batch).findings.map(({ name }) => name));
    for (const name of names) {
      const implied = fault === undefined ? [] : (IMPLIED[fault] ?? []);
      if (name === fault) found.set(name, (found.get(name) ?? 0) + 1);
      else if (!implied.includes(name)) falseAlarms.set(name, (falseAlarms.get(name) ?? 0) + 1);
    }
  }
  return FINDING_NAMES.map((finding) => {
    const right = found.get(finding) ?? 0;
    const wrong = falseAlarms.get(finding) ?? 0;
    return {
      finding,
      found: right,
      falseAlarms: wrong,
      precision: right / Math.max(right + wrong, 1),
      recall: right / TRACES_PER_FAULT,
    };
  });
}

function* corpusTraces(): Generator<CorpusTrace> {
  for (let seed = 1; seed <= HEALTHY_TRACES; seed++) {
    yield { fault: undefined, batch: makeRequest(createRandom(seed)).toBatch() };
  }
  for (const [number, fault] of FINDING_NAMES.entries()) {
    for (let at = 0; at < TRACES_PER_FAULT; at++) {
      yield { fault, batch: faultyTrace(fault, 1_000_000 * (number + 1) + at) };
    }
  }
}

function faultyTrace(fault: FindingName, seed: number): SpanBatch {
  const random = createRandom(seed);
  const step = FAULT_STEPS[fault];
  if (step !== undefined) return makeRequest(random, [step]).toBatch();
  // Spans that did not arrive: of the first call, or the root.
  const isRootLost = fault === 'rootless-trace';
  return makeRequest(random).toBatch((number) => number === (isRootLost ? 0 : 1));
}
