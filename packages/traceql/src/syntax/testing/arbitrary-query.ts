// Random queries as the parser would return them, over all of the grammar: numbers folded, pipelines of one
// spanset only beside longer ones.

import fc from 'fast-check';
import type {
  Aggregate,
  ArithmeticOperator,
  BinaryOperator,
  Compare,
  ComparisonOperator,
  Field,
  FieldExpression,
  Hint,
  IntrinsicName,
  MetricsAggregate,
  MetricsExpression,
  Pipeline,
  PipelineExpression,
  Query,
  ScalarExpression,
  ScalarFilter,
  ScalarPipelineExpression,
  SecondStage,
  SpansetExpression,
  SpansetFilter,
  SpansetOperator,
  Stage,
  Static,
  StaticValue,
} from '../ast.ts';
import { intrinsicOf, METRICS_FUNCTIONS } from '../words.ts';

const range = { start: 0, end: 0 };

const arithmetic = fc.constantFrom<ArithmeticOperator>('+', '-', '*', '/', '%', '^');
const comparison = fc.constantFrom<ComparisonOperator>('=', '!=', '<', '<=', '>', '>=');
const spansetOperator = fc.constantFrom<SpansetOperator>(
  ...(['&&', '||', '>', '<', '>>', '<<', '~', '!>', '!<', '!>>', '!<<', '!~'] as const),
  ...(['&>', '&<', '&>>', '&<<', '&~'] as const),
);
const fieldOperator = fc.oneof<fc.Arbitrary<BinaryOperator>[]>(
  arithmetic,
  comparison,
  fc.constantFrom<BinaryOperator>('&&', '||', '=~', '!~'),
);

const INT64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };
const number: fc.Arbitrary<StaticValue> = fc.oneof(
  fc.record({ type: fc.constant('int' as const), value: fc.bigInt(INT64) }),
  fc.record({ type: fc.constant('int' as const), value: fc.bigInt({ min: -3n, max: 3n }) }),
  fc.record({
    type: fc.constant('float' as const),
    value: fc.double({ noNaN: true, noDefaultInfinity: true }),
  }),
);
const duration: fc.Arbitrary<StaticValue> = fc.record({
  type: fc.constant('duration' as const),
  value: fc.oneof(fc.bigInt({ ...INT64, min: INT64.min + 1n }), fc.bigInt({ min: 0n, max: 5000n })),
});
const text = fc.oneof(
  fc.constantFrom('GET', 'a b', '"\\\n', 'ünïcode 🜁', ''),
  fc.string({ unit: 'grapheme', maxLength: 5 }),
);
const anyValue: fc.Arbitrary<StaticValue> = fc.oneof(
  number,
  duration,
  fc.record({ type: fc.constant('string' as const), value: text }),
  fc.constantFrom<StaticValue>(
    { type: 'bool', value: true },
    { type: 'nil' },
    { type: 'status', value: 'error' },
    { type: 'kind', value: 'server' },
  ),
);

function staticOf(value: fc.Arbitrary<StaticValue>): fc.Arbitrary<Static> {
  return value.map((inner) => ({ kind: 'static', value: inner, range }));
}

const INTRINSICS = [
  ...['duration', 'name', 'status', 'kind', 'parent', 'rootName', 'rootServiceName'],
  ...['span:id', 'span:childCount', 'trace:id', 'event:name', 'link:spanID', 'nestedSetLeft'],
]
  .map(intrinsicOf)
  .filter((name): name is IntrinsicName => name !== undefined);

const attributeName = fc.oneof(
  fc.constantFrom('a', 'http.status_code', 'x+y', '3d', 'span.a', 'foo bar', 'a"b\\', 'resource.'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 5 }),
);
export const arbitraryField: fc.Arbitrary<Field> = fc.oneof(
  fc.constantFrom(...INTRINSICS).map((name): Field => ({ kind: 'intrinsic', name, range })),
  fc
    .record({
      scope: fc.constantFrom(
        ...(['any', 'span', 'resource', 'event', 'link', 'instrumentation'] as const),
      ),
      ofParent: fc.boolean(),
      name: attributeName,
    })
    .map(({ scope, ofParent, name }): Field => {
      const hasParent = ofParent && ['any', 'span', 'resource'].includes(scope);
      return { kind: 'attribute', scope, ofParent: hasParent, name, range };
    }),
);

export const { expression: arbitraryExpression } = fc.letrec<{ expression: FieldExpression }>(
  (tie) => ({
    expression: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      fc.oneof(staticOf(anyValue), arbitraryField),
      tie('expression').map(
        (operand): FieldExpression => ({
          kind: 'unary',
          operator: '!',
          operand,
          range,
        }),
      ),
      tie('expression').map(
        (operand): FieldExpression =>
          // The parser has folded minus and a number into one.
          operand.kind === 'static' && ['int', 'float', 'duration'].includes(operand.value.type)
            ? operand
            : { kind: 'unary', operator: '-', operand, range },
      ),
      fc
        .record({ operator: fieldOperator, left: tie('expression'), right: tie('expression') })
        .map((sides): FieldExpression => ({ kind: 'binary', ...sides, range })),
    ),
  }),
);

const filter: fc.Arbitrary<SpansetFilter> = fc
  .option(arbitraryExpression, { nil: undefined })
  .map((condition) => ({ kind: 'spanset-filter', condition, range }));

const { spanset } = fc.letrec<{ spanset: SpansetExpression }>((tie) => ({
  spanset: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    filter,
    fc
      .record({ operator: spansetOperator, left: tie('spanset'), right: tie('spanset') })
      .map((sides): SpansetExpression => ({ kind: 'spanset-operation', ...sides, range })),
  ),
}));

const aggregate: fc.Arbitrary<Aggregate> = fc.oneof(
  fc.constant<Aggregate>({ kind: 'aggregate', function: 'count', argument: undefined, range }),
  fc
    .record({
      function: fc.constantFrom(...(['min', 'max', 'avg', 'sum'] as const)),
      argument: arbitraryExpression,
    })
    .map((fields): Aggregate => ({ kind: 'aggregate', ...fields, range })),
);

/** With an aggregate in it. */
const { scalar } = fc.letrec<{ scalar: ScalarExpression }>((tie) => ({
  scalar: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    aggregate,
    fc
      .record({
        operator: arithmetic,
        left: tie('scalar'),
        right: fc.oneof(tie('scalar'), staticOf(number)),
      })
      .map((sides): ScalarExpression => ({ kind: 'scalar-operation', ...sides, range })),
  ),
}));

const scalarFilter: fc.Arbitrary<ScalarFilter> = fc
  .record({
    operator: comparison,
    left: scalar,
    right: fc.oneof(scalar, staticOf(fc.oneof(number, duration))),
  })
  .map((sides) => ({ kind: 'scalar-filter', ...sides, range }));

const laterStage: fc.Arbitrary<Stage> = fc.oneof(
  spanset,
  scalarFilter,
  arbitraryExpression.map((by): Stage => ({ kind: 'group', by, range })),
  fc
    .array(arbitraryField, { minLength: 1, maxLength: 3 })
    .map((fields): Stage => ({ kind: 'select', fields, range })),
  fc.constant<Stage>({ kind: 'coalesce', range }),
);

const pipeline: fc.Arbitrary<Pipeline> = fc
  .tuple(spanset, fc.array(laterStage, { maxLength: 3 }))
  .map(([first, rest]) => ({ kind: 'pipeline', stages: [first, ...rest], range }));

const longPipeline = pipeline.filter(({ stages }) => stages.length > 1);

const { pipelines } = fc.letrec<{ pipelines: PipelineExpression }>((tie) => ({
  pipelines: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    longPipeline,
    fc
      .record({
        operator: spansetOperator,
        left: tie('pipelines'),
        right: fc.oneof(tie('pipelines'), pipeline),
      })
      .map((sides): PipelineExpression => ({ kind: 'pipeline-operation', ...sides, range })),
  ),
}));

const scalarPipeline: fc.Arbitrary<ScalarPipelineExpression> = fc
  .record({ pipeline, scalar })
  .map((parts) => ({ kind: 'scalar-pipeline', ...parts, range }));

const scalarPipelineFilter: fc.Arbitrary<Query['body']> = fc
  .record({
    operator: comparison,
    left: fc.oneof(
      scalarPipeline,
      fc.record({ operator: arithmetic, left: scalarPipeline, right: scalarPipeline }).map(
        (sides): ScalarPipelineExpression => ({
          kind: 'scalar-pipeline-operation',
          ...sides,
          range,
        }),
      ),
    ),
    right: fc.oneof(scalarPipeline, staticOf(number)),
  })
  .map((sides) => ({ kind: 'scalar-pipeline-filter', ...sides, range }));

const by = fc.array(arbitraryField, { maxLength: 2 });
const metricsFunction: fc.Arbitrary<MetricsAggregate> = fc
  .record({
    function: fc.constantFrom(...METRICS_FUNCTIONS),
    field: arbitraryField,
    quantiles: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 3 }),
    by,
  })
  .map((parts) => {
    const isCounting = parts.function === 'rate' || parts.function === 'count_over_time';
    return {
      kind: 'metrics-aggregate',
      ...parts,
      field: isCounting ? undefined : parts.field,
      quantiles: parts.function === 'quantile_over_time' ? parts.quantiles : [],
      range,
    };
  });

const natural = fc.bigInt({ min: 0n, max: 2n ** 62n });
const compare: fc.Arbitrary<Compare> = fc.oneof(
  filter.map(
    (selection): Compare => ({
      kind: 'compare',
      selection,
      topN: undefined,
      window: undefined,
      range,
    }),
  ),
  fc
    .record({
      selection: filter,
      topN: natural,
      window: fc.option(fc.record({ startNs: natural, endNs: natural }), { nil: undefined }),
    })
    .map((parts): Compare => ({ kind: 'compare', ...parts, range })),
);

const secondStages: fc.Arbitrary<SecondStage[]> = fc.array(
  fc.oneof(
    fc
      .record({ function: fc.constantFrom('topk' as const, 'bottomk' as const), limit: natural })
      .map((parts): SecondStage => ({ kind: 'rank', ...parts, range })),
    fc
      .record({ operator: comparison, value: staticOf(fc.oneof(number, duration)) })
      .map((parts): SecondStage => ({ kind: 'threshold', ...parts, range })),
  ),
  { maxLength: 2 },
);

const { metrics } = fc.letrec<{ metrics: MetricsExpression }>((tie) => {
  const operator = fc.constantFrom('+' as const, '-' as const, '*' as const, '/' as const);
  return {
    metrics: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc
        .record({ pipeline, aggregate: fc.oneof(metricsFunction, compare), secondStages })
        .map((parts): MetricsExpression => ({ kind: 'metrics-pipeline', ...parts, range })),
      fc
        .record({
          operator,
          left: tie('metrics'),
          right: fc.oneof(tie('metrics'), staticOf(number)),
          secondStages,
        })
        .map((parts): MetricsExpression => ({ kind: 'metrics-operation', ...parts, range })),
      fc
        .record({ operator, left: staticOf(number), right: tie('metrics'), secondStages })
        .map((parts): MetricsExpression => ({ kind: 'metrics-operation', ...parts, range })),
    ),
  };
});

const hint: fc.Arbitrary<Hint> = fc
  .record({ name: fc.constantFrom('most_recent', 'exemplars'), value: staticOf(anyValue) })
  .map((parts) => ({ kind: 'hint', ...parts, range }));

export const arbitraryQuery: fc.Arbitrary<Query> = fc
  .record({
    body: fc.oneof<fc.Arbitrary<Query['body']>[]>(
      pipeline,
      pipelines,
      scalarPipelineFilter,
      metrics,
    ),
    hints: fc.array(hint, { maxLength: 2 }),
  })
  .map((parts) => ({ kind: 'query', ...parts, range }));
