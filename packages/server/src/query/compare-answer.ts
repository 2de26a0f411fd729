// What differs between two traces, or between a trace and the usual, in the words of the API: one tree of
// operations, cut to those that differ most.

import {
  type EndpointBaseline,
  MIN_TRACES,
} from '@throughline/analysis/baseline/endpoint-baseline';
import { quantileOf } from '@throughline/analysis/baseline/histogram';
import {
  type ComparedOperation,
  compareShapes,
} from '@throughline/analysis/compare/compare-shapes';
import {
  type OperationShape,
  type Shape,
  shapeOfBaseline,
  shapeOfTrace,
} from '@throughline/analysis/compare/operation-shape';
import { sayDifference } from '@throughline/analysis/compare/say-difference';
import {
  buildOperationTree,
  type OperationTree,
} from '@throughline/analysis/operations/operation-tree';
import { findCriticalPath } from '@throughline/analysis/path/critical-path';
import { sayOperation } from '@throughline/analysis/text/say';
import { durationOf, operationOf, serviceOf, type Trace } from '@throughline/analysis/trace/trace';
import {
  type CompareAnswer,
  type ComparedOperationAnswer,
  type ComparedTraceSide,
  MAX_COMPARED_OPERATIONS,
  type OperationSide,
  USUAL,
} from '@throughline/model/api/compare';
import { spanRefOf } from './trace-span-refs.ts';

interface Side {
  readonly answer: CompareAnswer['right'];
  readonly shape: Shape;
  /** By path of operations, the longest span. */
  readonly spanOf: ReadonlyMap<string, string>;
  readonly deeperSpans: number;
}

export interface ReadSide {
  readonly trace: Trace;
  /** Beyond the largest trace that is read. */
  readonly unreadSpans: number;
}

export function compareTraces(left: ReadSide, right: ReadSide): CompareAnswer {
  return answerOf(traceSide(left), traceSide(right), 'in the other trace');
}

export function compareWithUsual(left: ReadSide, baseline: EndpointBaseline): CompareAnswer {
  const { service, operation, traces } = baseline;
  const durationNs = quantileOf(baseline.durationNs, 0.5);
  const isEnough = traces >= MIN_TRACES;
  const usual: Side = {
    answer: { kind: USUAL, service, operation, durationNs, traces, neededTraces: MIN_TRACES },
    shape: isEnough ? shapeOfBaseline(baseline) : new Map(),
    spanOf: new Map(),
    deeperSpans: 0,
  };
  const one = traceSide(left);
  if (isEnough) return answerOf(one, usual, 'usually');
  const sentence = `Not enough to compare: ${traces} other traces of ${sayOperation(service, operation)}, and ${MIN_TRACES} are needed to say what is usual.`;
  // Against nothing everything would be new: the trace is held against itself.
  const { biggest: _, ...answer } = answerOf(one, { ...one, answer: usual.answer }, 'usually');
  const operations = answer.operations.map(({ right: __, ...rest }) => rest);
  return { ...answer, operations, sentence };
}

function answerOf(
  left: Side & { answer: ComparedTraceSide },
  right: Side,
  against: string,
): CompareAnswer {
  const compared = compareShapes(right.shape, left.shape);
  const kept = keepMostDifferent(compared);
  const indexOf = new Map(kept.map((at, index) => [at, index]));
  const said = sayDifference(compared, {
    against,
    durationNs: left.answer.durationNs,
    againstNs: right.answer.durationNs,
  });
  const biggest = said.biggest === undefined ? undefined : indexOf.get(said.biggest);
  return {
    left: left.answer,
    right: right.answer,
    sentence: sayEndpoints(left, right) ?? said.sentence,
    ...(biggest === undefined ? {} : { biggest }),
    operations: kept.flatMap((at) => {
      const operation = compared[at];
      if (operation === undefined) return [];
      return operationAnswer(operation, indexOf.get(operation.parent) ?? -1, left, right);
    }),
    operationCount: compared.length,
    deeperSpans: left.deeperSpans + right.deeperSpans,
  };
}

/** Two traces of two endpoints have nothing in common by which they could be compared. */
function sayEndpoints({ answer: left }: Side, { answer: right }: Side): string | undefined {
  if (left.service === right.service && left.operation === right.operation) return undefined;
  const names = [left, right].map(({ service, operation }) => sayOperation(service, operation));
  return `These are two endpoints, ${names.join(' and ')}: everything in the one is missing in the other.`;
}

function traceSide({ trace, unreadSpans }: ReadSide): Side & { answer: ComparedTraceSide } {
  const path = findCriticalPath(trace);
  const tree = buildOperationTree(trace, path);
  const shape = shapeOfTrace(tree);
  const spans = spansOf(trace, tree);
  return {
    answer: {
      kind: 'trace',
      traceId: trace.traceId,
      startTimeUnixNano: String(trace.originNs),
      service: serviceOf(trace, trace.rootRow),
      operation: operationOf(trace, trace.rootRow),
      durationNs: path.toNs - path.fromNs,
      spanCount: trace.batch.rowCount + unreadSpans,
      errorCount: trace.isError.reduce((sum, isError) => sum + isError, 0),
    },
    shape,
    spanOf: spans.spanOf,
    deeperSpans: spans.deeperSpans + unreadSpans,
  };
}

function spansOf(trace: Trace, tree: OperationTree): Pick<Side, 'spanOf' | 'deeperSpans'> {
  const spanOf = new Map<string, string>();
  let deeperSpans = 0;
  for (const [at, { rows }] of tree.nodes.entries()) {
    const key = tree.keyOf(at);
    if (key === undefined) {
      deeperSpans += rows.length;
      continue;
    }
    let longest = rows[0] ?? 0;
    for (const row of rows) if (durationOf(trace, row) > durationOf(trace, longest)) longest = row;
    spanOf.set(key, spanRefOf(trace, longest));
  }
  return { spanOf, deeperSpans };
}

/** Indexes, ascending; with each operation all that lead to it. */
function keepMostDifferent(compared: readonly ComparedOperation[]): number[] {
  const ranked = compared.map((operation, at) => ({ at, weight: weightOf(operation) }));
  ranked.sort((a, b) => b.weight - a.weight || a.at - b.at);
  const kept = new Set<number>();
  for (const { at } of ranked) {
    const way: number[] = [];
    for (let above = at; above >= 0 && !kept.has(above); above = compared[above]?.parent ?? -1) {
      way.push(above);
    }
    if (kept.size + way.length > MAX_COMPARED_OPERATIONS) break;
    for (const each of way) kept.add(each);
  }
  return [...kept].sort((a, b) => a - b);
}

/** What changed before what did not, each by its time. */
function weightOf({ change, deltaNs, before, after }: ComparedOperation): number {
  const errors = Math.abs((after?.errorShare ?? 0) - (before?.errorShare ?? 0));
  return Math.abs(deltaNs) + (change === 'same' ? 0 : 1e9) + errors * 1e12;
}

function operationAnswer(
  operation: ComparedOperation,
  parent: number,
  left: Side,
  right: Side,
): ComparedOperationAnswer {
  const { key, change, deltaNs, before, after } = operation;
  const named = after ?? before;
  return {
    parent,
    service: named?.service ?? '',
    operation: named?.operation ?? '',
    kind: named?.kind ?? 0,
    change,
    deltaNs,
    ...(after === undefined ? {} : { left: operationSide(after, left.spanOf.get(key)) }),
    ...(before === undefined ? {} : { right: operationSide(before, right.spanOf.get(key)) }),
  };
}

function operationSide(shape: OperationShape, span: string | undefined): OperationSide {
  const { callsPerTrace, presence, errorShare, durationNs, pathNs } = shape;
  return {
    ...{ calls: callsPerTrace, presence, errorShare, durationNs, pathNs },
    ...(span === undefined ? {} : { span }),
  };
}
