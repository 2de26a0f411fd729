// A query as the filters see it: the conditions that must hold together on one span of its first `{ }`, and
// where in the text that stands. Everything else of a query is left alone.

import {
  type FieldExpression,
  isMetrics,
  type PipelineExpression,
  type Query,
  type Range,
  type ScalarPipelineExpression,
  type SpansetFilter,
  type Stage,
} from '@throughline/traceql/syntax/ast';
import { parse } from '@throughline/traceql/syntax/parse';
import { printField } from '@throughline/traceql/syntax/print-value';
import { TraceqlError } from '@throughline/traceql/syntax/traceql-error';

export type QueryParts =
  | {
      readonly kind: 'conditions';
      /** In the order of the text. */
      readonly conditions: readonly FieldExpression[];
      /** Of the `{ }` that has them; both 0 when there is no text yet. */
      readonly range: Range;
      /** Something stands beside that `{ }`, which the filters do not show. */
      readonly isPart: boolean;
    }
  /** It reads, and begins with something else than a `{ }`. */
  | { readonly kind: 'no-filter' }
  /** It is no query (yet). */
  | { readonly kind: 'broken' };

const NOTHING_TYPED: QueryParts = {
  kind: 'conditions',
  conditions: [],
  range: { start: 0, end: 0 },
  isPart: false,
};

export function readQuery(text: string): QueryParts {
  if (text.trim() === '') return NOTHING_TYPED;
  const query = parseOrUndefined(text);
  if (query === undefined) return { kind: 'broken' };
  const filter = firstFilter(query.body);
  if (filter === undefined) return { kind: 'no-filter' };
  const { start, end } = filter.range;
  const beside = text.slice(0, start) + text.slice(end);
  return {
    kind: 'conditions',
    conditions: filter.condition === undefined ? [] : conjuncts(filter.condition),
    range: filter.range,
    isPart: beside.trim() !== '',
  };
}

export function parseOrUndefined(text: string): Query | undefined {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof TraceqlError) return undefined;
    throw error;
  }
}

function firstFilter(body: Query['body']): SpansetFilter | undefined {
  switch (body.kind) {
    case 'metrics-operation': {
      const side = body.left.kind === 'static' ? body.right : body.left;
      return side.kind === 'static' ? undefined : firstFilter(side);
    }
    case 'metrics-pipeline':
      return firstFilter(body.pipeline);
    case 'scalar-pipeline-filter':
      return firstFilterOfScalar(body.left);
    default:
      return firstFilterOfPipeline(body);
  }
}

function firstFilterOfScalar(body: ScalarPipelineExpression): SpansetFilter | undefined {
  return body.kind === 'scalar-pipeline'
    ? firstFilterOfPipeline(body.pipeline)
    : firstFilterOfScalar(body.left);
}

function firstFilterOfPipeline(body: PipelineExpression): SpansetFilter | undefined {
  if (body.kind === 'pipeline-operation') return firstFilterOfPipeline(body.left);
  let stage: Stage | undefined = body.stages[0];
  while (stage?.kind === 'spanset-operation') stage = stage.left;
  return stage?.kind === 'spanset-filter' ? stage : undefined;
}

/** What `&&` joins. */
export function conjuncts(condition: FieldExpression): readonly FieldExpression[] {
  const found: FieldExpression[] = [];
  let rest = condition;
  while (rest.kind === 'binary' && rest.operator === '&&') {
    found.unshift(...conjuncts(rest.right));
    rest = rest.left;
  }
  return [rest, ...found];
}

/** A field as the answer names it: `trace:duration` is `traceDuration`. Undefined when the text is no field. */
export function canonicalField(text: string): string | undefined {
  const body = parseOrUndefined(`{ } | select(${text})`)?.body;
  const stage = body?.kind === 'pipeline' ? body.stages[1] : undefined;
  const [field, ...others] = stage?.kind === 'select' ? stage.fields : [];
  return field === undefined || others.length > 0 ? undefined : printField(field);
}

/** What the values of a query with series are; undefined when it answers with traces, or is none. */
export function seriesUnit(text: string): 'perSecond' | 'seconds' | 'count' | undefined {
  let body = parseOrUndefined(text)?.body;
  if (body === undefined || !isMetrics(body)) return undefined;
  while (body.kind === 'metrics-operation') {
    const side: typeof body.left = body.left.kind === 'static' ? body.right : body.left;
    if (side.kind === 'static') return 'count';
    body = side;
  }
  const { aggregate } = body;
  if (aggregate.kind === 'compare') return 'count';
  if (aggregate.function === 'rate') return 'perSecond';
  const isDuration =
    aggregate.field?.kind === 'intrinsic' &&
    (aggregate.field.name === 'duration' || aggregate.field.name === 'traceDuration');
  return isDuration && aggregate.function !== 'histogram_over_time' ? 'seconds' : 'count';
}
