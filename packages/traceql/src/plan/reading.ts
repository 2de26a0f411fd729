// The two ways to read a condition: as what may be true, where `at-most` counts as the condition it marks, and
// as what must be, where it counts as false. Denied, one becomes the other. What comes out is marked no more.

import { assertNever } from '@throughline/model/base/assert';
import { ALWAYS, both, either, NEVER, notOf, type SpanCondition } from './span-condition.ts';
import {
  bothOf,
  EVERY_TRACE,
  eitherOf,
  hasSpan,
  NO_TRACE,
  type TraceCondition,
} from './trace-condition.ts';

export type Reading = 'may' | 'must';

export function otherReading(reading: Reading): Reading {
  return reading === 'may' ? 'must' : 'may';
}

export function readSpanCondition(condition: SpanCondition, reading: Reading): SpanCondition {
  const read = (part: SpanCondition) => readSpanCondition(part, reading);
  switch (condition.kind) {
    case 'and':
      return condition.parts.map(read).reduce(both, ALWAYS);
    case 'or':
      return condition.parts.map(read).reduce(either, NEVER);
    case 'not':
      return notOf(readSpanCondition(condition.part, otherReading(reading)));
    case 'at-most':
      return reading === 'may' ? read(condition.part) : NEVER;
    case 'always':
    case 'never':
    case 'root':
    case 'compare':
    case 'match':
    case 'present':
    case 'absent':
      return condition;
    default:
      return assertNever(condition);
  }
}

export function readTraceCondition(condition: TraceCondition, reading: Reading): TraceCondition {
  const read = (part: TraceCondition) => readTraceCondition(part, reading);
  switch (condition.kind) {
    case 'and':
      return condition.parts.map(read).reduce(bothOf, EVERY_TRACE);
    case 'or':
      return condition.parts.map(read).reduce(eitherOf, NO_TRACE);
    case 'at-most':
      return reading === 'may' ? read(condition.part) : NO_TRACE;
    case 'has':
      return hasSpan(readSpanCondition(condition.span, reading));
    case 'always':
    case 'never':
    case 'duration':
    case 'finding':
      return condition;
    default:
      return assertNever(condition);
  }
}
