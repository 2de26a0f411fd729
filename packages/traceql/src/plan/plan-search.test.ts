import { expect, it } from 'vitest';
import { parseAndCheck } from '../check/check.ts';
import { printValue } from '../syntax/print-value.ts';
import { planSearch } from './plan-search.ts';
import { type Reading, readTraceCondition } from './reading.ts';
import type { PlannedField, SpanCondition } from './span-condition.ts';
import { sizeOfTrace, type TraceCondition } from './trace-condition.ts';

function planOf(text: string) {
  const { body } = parseAndCheck(text);
  if (body.kind !== 'pipeline' && body.kind !== 'pipeline-operation') throw new Error(text);
  return planSearch(body);
}

const show = (text: string, reading: Reading = 'may') =>
  showTrace(readTraceCondition(planOf(text).condition, reading));

function showTrace(condition: TraceCondition): string {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return `(${condition.parts.map(showTrace).join(` ${condition.kind} `)})`;
    case 'has':
      return `has ${showSpan(condition.span)}`;
    case 'duration':
      return `duration ${condition.operator} ${printValue(condition.value)}`;
    default:
      return condition.kind;
  }
}

function showSpan(condition: SpanCondition): string {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return `(${condition.parts.map(showSpan).join(` ${condition.kind} `)})`;
    case 'not':
      return `not ${showSpan(condition.part)}`;
    case 'compare':
      return `${showField(condition.field)} ${condition.operator} ${printValue(condition.value)}`;
    case 'match':
      return `${showField(condition.field)} ${condition.isDenial ? '!~' : '=~'} ${condition.pattern}`;
    case 'present':
    case 'absent':
      return `${showField(condition.field)} ${condition.kind}`;
    default:
      return condition.kind;
  }
}

function showField(field: PlannedField): string {
  if (field.kind === 'service') return 'service';
  return field.kind === 'intrinsic' ? field.name : `${field.scope}.${field.name}`;
}

it('says of one filter all that there is to say', () => {
  expect(planOf('{ span.a = 1 && duration > 1s || name =~ "x" }').decidedBy).toBe('condition');
  expect(show('{ span.a = 1 && (duration > 1s || name =~ "x") }')).toBe(
    'has (span.a = 1 and (duration > 1s or name =~ x))',
  );
  expect(show('{ }')).toBe('always');
  expect(show('{ false }')).toBe('never');
  expect(show('{ 5 < .a }')).toBe('has any.a > 5');
  expect(show('{ .a = nil && .b != nil }')).toBe('has (any.a absent and any.b present)');
  expect(show('{ !(.a = 1) }')).toBe('has not any.a = 1');
  expect(show('{ trace:id = "000abc" }')).toBe('has trace:id = "abc"');
});

it('asks of a trace for spans of both sides of a relation, and leaves the relation to the evaluator', () => {
  for (const operator of ['>', '<', '>>', '<<', '~', '&>', '&>>', '&~']) {
    expect(show(`{ .a = 1 } ${operator} { .b = 2 }`)).toBe('(has any.a = 1 and has any.b = 2)');
    expect(show(`{ .a = 1 } ${operator} { .b = 2 }`, 'must')).toBe('never');
  }
  expect(planOf('{ .a = 1 } > { .b = 2 }').decidedBy).toBe('evaluator');
});

it('asks of a denied relation only for the right side', () => {
  expect(show('{ .a = 1 } !>> { .b = 2 }')).toBe('has any.b = 2');
});

it('knows the sets of a trace apart', () => {
  expect(show('{ .a = 1 } && { .b = 2 }', 'must')).toBe('(has any.a = 1 and has any.b = 2)');
  expect(show('{ .a = 1 } || { .b = 2 }')).toBe('(has any.a = 1 or has any.b = 2)');
  expect(show('{ .a = 1 } | { .b = 2 }', 'must')).toBe(
    '(has any.a = 1 and has (any.a = 1 and any.b = 2))',
  );
  // Whether the two are in one group is not known.
  expect(show('{ .a = 1 } | by(name) | { .b = 2 } && { .c = 3 }', 'must')).toBe('never');
  expect(show('{ .a = 1 } | count() > 2')).toBe('has any.a = 1');
  expect(planOf('{ .a = 1 } | count() > 2').decidedBy).toBe('evaluator');
  expect(planOf('{ .a = 1 } | by(name) | coalesce() | select(.b)').decidedBy).toBe('condition');
  expect(show('({ .a = 1 } | count() > 2) || ({ .b = 2 })')).toBe(
    '(has any.a = 1 or has any.b = 2)',
  );
});

it('takes what is asked of the trace out of a filter', () => {
  expect(show('{ traceDuration > 1s && .a = 1 }', 'must')).toBe(
    '(duration > 1s and has any.a = 1)',
  );
  expect(show('{ traceDuration > 1s || .a = 1 }')).toBe('always');
  expect(show('{ traceDuration > 1s || .a = 1 }', 'must')).toBe('has any.a = 1');
  expect(show('{ rootName = "GET" }')).toBe('has (root and name = "GET")');
  expect(show('{ rootServiceName =~ "a.*" }')).toBe('has (root and service =~ a.*)');
  // So are traces whose root has not arrived.
  expect(show('{ rootName != "GET" }')).toBe('always');
  expect(show('{ rootName =~ ".*" }')).toBe('always');
});

it('says of what it cannot compare that its attributes have to be there', () => {
  expect(show('{ span.a / span.b > 0.5 }')).toBe('has (span.a present and span.b present)');
  expect(show('{ span.a / span.b > 0.5 }', 'must')).toBe('never');
  // One of them may be an empty list.
  expect(show('{ span.a != span.b * 2 }')).toBe('has (span.a present or span.b present)');
  expect(show('{ !(span.a > span.b) }')).toBe('always');
  expect(show('{ span:childCount > 2 }')).toBe('always');
});

it('stays small however many stages there are', () => {
  const stage = '{ .a = 1 || .b = 2 } || { .c = 3 || .d = 4 }';
  const text = Array.from({ length: 30 }, () => stage).join(' | ');
  const { condition } = planOf(text);
  expect(sizeOfTrace(condition)).toBeLessThanOrEqual(64);
  expect(sizeOfTrace(condition)).toBeGreaterThan(30);
  expect(showTrace(readTraceCondition(condition, 'must'))).toBe('never');
});
