// The biggest difference between a trace and another, or the usual, as one sentence: where it failed and the
// other did not, else where most of the time was spent that the other did not spend.

import { sayCount, sayDuration, sayOperation, sayShare, sayTimes } from '../text/say.ts';
import type { ComparedOperation } from './compare-shapes.ts';
import type { OperationShape } from './operation-shape.ts';

export interface Difference {
  readonly sentence: string;
  /** Index of what it names. */
  readonly biggest?: number;
}

export interface DifferenceOptions {
  /** What the trace is held against: `in the other trace`, `usually`. */
  readonly against: string;
  /** Of the trace, and of what it is held against. */
  readonly durationNs: number;
  readonly againstNs: number;
}

/** Of the calls: what fails as seldom as this is said not to fail. */
const RARE_ERRORS = 0.05;

/** `compared`: with the trace as `after`. */
export function sayDifference(
  compared: readonly ComparedOperation[],
  options: DifferenceOptions,
): Difference {
  const failed = deepestFailure(compared);
  const slowest = largestChange(compared);
  const parts: string[] = [];
  if (failed !== undefined) parts.push(sayFailure(compared[failed], options));
  if (slowest !== undefined) parts.push(sayTime(compared[slowest], options));
  const biggest = failed ?? slowest;
  if (biggest === undefined) {
    return { sentence: `Nothing differs by more than 1 ms and 20 % ${ofWhat(options)}.` };
  }
  return { sentence: parts.join(' '), biggest };
}

function ofWhat({ durationNs, againstNs, against }: DifferenceOptions): string {
  return `(${sayDuration(durationNs)}; ${against} ${sayDuration(againstNs)})`;
}

/** Where the error began: no operation below it fails as well. Of several the first. */
function deepestFailure(compared: readonly ComparedOperation[]): number | undefined {
  const isAbove = new Set<number>();
  const failures: number[] = [];
  compared.forEach(({ before, after }, at) => {
    if ((after?.errorShare ?? 0) > RARE_ERRORS && (before?.errorShare ?? 0) <= RARE_ERRORS) {
      failures.push(at);
    }
  });
  for (const at of failures) {
    let above = compared[at]?.parent ?? -1;
    while (above >= 0 && !isAbove.has(above)) {
      isAbove.add(above);
      above = compared[above]?.parent ?? -1;
    }
  }
  return failures.find((at) => !isAbove.has(at));
}

function largestChange(compared: readonly ComparedOperation[]): number | undefined {
  let best: number | undefined;
  let bestNs = 0;
  compared.forEach(({ change, deltaNs }, at) => {
    if (change === 'same' || Math.abs(deltaNs) <= bestNs) return;
    best = at;
    bestNs = Math.abs(deltaNs);
  });
  return best;
}

function sayFailure(
  operation: ComparedOperation | undefined,
  { against }: DifferenceOptions,
): string {
  const { after, before } = operation ?? {};
  if (after === undefined) return '';
  const name = sayOperation(after.service, after.operation);
  const failed = Math.round(after.errorShare * after.callsPerTrace);
  const how = after.callsPerTrace === 1 ? 'failed' : `failed ${sayTimes(failed)}`;
  const other = before === undefined ? 'it is not called' : 'it does not fail';
  return `${name} ${how}; ${against} ${other}.`;
}

function sayTime(operation: ComparedOperation | undefined, options: DifferenceOptions): string {
  if (operation === undefined) return '';
  const { after, before, deltaNs } = operation;
  const { against, durationNs, againstNs } = options;
  const differenceNs = durationNs - againstNs;
  const share = differenceNs === 0 ? 0 : deltaNs / differenceNs;
  const part = share > 0 && share <= 1 ? ` That is ${sayShare(share)} of the difference.` : '';
  return `${sayBothTimes(after, before, against)}.${part}`;
}

function sayBothTimes(
  after: OperationShape | undefined,
  before: OperationShape | undefined,
  against: string,
): string {
  if (after !== undefined && before !== undefined) {
    const name = sayOperation(after.service, after.operation);
    return `${name} had ${sayPart(after)}; ${against} ${sayPart(before, '')}`;
  }
  if (after !== undefined) {
    const name = sayOperation(after.service, after.operation);
    return `${name} is called ${sayTimes(after.callsPerTrace)} and had ${sayDuration(after.pathNs)}; ${against} it is not called`;
  }
  if (before === undefined) return '';
  const name = sayOperation(before.service, before.operation);
  return `${name} is not called; ${against} it had ${sayPart(before)}`;
}

function sayPart(shape: OperationShape, ofTheTime = ' of the time'): string {
  const { pathNs, callsPerTrace } = shape;
  const calls = callsPerTrace > 1 ? ` in ${sayCount(callsPerTrace)} calls` : '';
  return `${sayDuration(pathNs)}${ofTheTime}${calls}`;
}
