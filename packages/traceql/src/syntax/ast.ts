// A query as plain data: one object per construct, told apart by `kind`, each with the range of text it came
// from. Nothing is folded away that a reader of the query would miss, except a minus before a number and
// arithmetic among the plain numbers of a scalar filter, which the language computes while it parses.

/** Offsets into the query's text, as `slice` takes them. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export type StatusWord = 'error' | 'ok' | 'unset';
export type KindWord = 'unspecified' | 'internal' | 'client' | 'server' | 'producer' | 'consumer';

/** A value that a query can write down. Durations are nanoseconds; ints and durations have 64 bits. */
export type StaticValue =
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'int'; readonly value: bigint }
  | { readonly type: 'float'; readonly value: number }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'duration'; readonly value: bigint }
  | { readonly type: 'status'; readonly value: StatusWord }
  | { readonly type: 'kind'; readonly value: KindWord }
  | { readonly type: 'nil' };

export interface Static {
  readonly kind: 'static';
  readonly value: StaticValue;
  readonly range: Range;
}

/** `any` is the unscoped `.x`. */
export type AttributeScope = 'any' | 'span' | 'resource' | 'event' | 'link' | 'instrumentation';

export interface Attribute {
  readonly kind: 'attribute';
  readonly scope: AttributeScope;
  /** Written `parent.x`: of the parent span. */
  readonly ofParent: boolean;
  readonly name: string;
  readonly range: Range;
}

/** By the canonical spelling: `span:name` is `name`. */
export type IntrinsicName =
  | 'duration'
  | 'name'
  | 'status'
  | 'statusMessage'
  | 'kind'
  | 'parent'
  | 'span:id'
  | 'span:parentID'
  | 'span:childCount'
  | 'trace:id'
  | 'traceDuration'
  | 'rootName'
  | 'rootServiceName'
  | 'finding'
  | 'event:name'
  | 'event:timeSinceStart'
  | 'link:traceID'
  | 'link:spanID'
  | 'instrumentation:name'
  | 'instrumentation:version'
  | 'nestedSetLeft'
  | 'nestedSetRight'
  | 'nestedSetParent';

export interface Intrinsic {
  readonly kind: 'intrinsic';
  readonly name: IntrinsicName;
  readonly range: Range;
}

/** What a span can be asked for. */
export type Field = Attribute | Intrinsic;

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '^';
export type ComparisonOperator = '=' | '!=' | '<' | '<=' | '>' | '>=';
export type RegexOperator = '=~' | '!~';
export type LogicalOperator = '&&' | '||';
export type BinaryOperator =
  | ArithmeticOperator
  | ComparisonOperator
  | RegexOperator
  | LogicalOperator;

export interface Binary {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: FieldExpression;
  readonly right: FieldExpression;
  readonly range: Range;
}

export interface Unary {
  readonly kind: 'unary';
  readonly operator: '!' | '-';
  readonly operand: FieldExpression;
  readonly range: Range;
}

export type FieldExpression = Static | Attribute | Intrinsic | Binary | Unary;

export interface SpansetFilter {
  readonly kind: 'spanset-filter';
  /** Absent: every span. */
  readonly condition: FieldExpression | undefined;
  readonly range: Range;
}

/** How spans of the right side stand to spans of the left. */
export type Relation = '>' | '<' | '>>' | '<<' | '~';
export type StructuralOperator = Relation | `!${Relation}` | `&${Relation}`;
export type SpansetOperator = LogicalOperator | StructuralOperator;

export interface SpansetOperation {
  readonly kind: 'spanset-operation';
  readonly operator: SpansetOperator;
  readonly left: SpansetExpression;
  readonly right: SpansetExpression;
  readonly range: Range;
}

export type SpansetExpression = SpansetFilter | SpansetOperation;

export type AggregateFunction = 'count' | 'min' | 'max' | 'avg' | 'sum';

export interface Aggregate {
  readonly kind: 'aggregate';
  readonly function: AggregateFunction;
  /** Absent for `count` alone. */
  readonly argument: FieldExpression | undefined;
  readonly range: Range;
}

export interface ScalarOperation {
  readonly kind: 'scalar-operation';
  readonly operator: ArithmeticOperator;
  readonly left: ScalarExpression;
  readonly right: ScalarExpression;
  readonly range: Range;
}

export type ScalarExpression = Static | Aggregate | ScalarOperation;

export interface ScalarFilter {
  readonly kind: 'scalar-filter';
  readonly operator: ComparisonOperator;
  readonly left: ScalarExpression;
  readonly right: ScalarExpression;
  readonly range: Range;
}

export interface Group {
  readonly kind: 'group';
  readonly by: FieldExpression;
  readonly range: Range;
}

export interface Coalesce {
  readonly kind: 'coalesce';
  readonly range: Range;
}

export interface Select {
  readonly kind: 'select';
  readonly fields: readonly Field[];
  readonly range: Range;
}

export type Stage = SpansetExpression | ScalarFilter | Group | Coalesce | Select;

export interface Pipeline {
  readonly kind: 'pipeline';
  readonly stages: readonly Stage[];
  readonly range: Range;
}

/** Two pipelines over the same trace: `(… | …) && (… | …)`. */
export interface PipelineOperation {
  readonly kind: 'pipeline-operation';
  readonly operator: SpansetOperator;
  readonly left: PipelineExpression;
  readonly right: PipelineExpression;
  readonly range: Range;
}

export type PipelineExpression = Pipeline | PipelineOperation;

/** A pipeline that ends in a number: `({ … } | count())`. */
export interface ScalarPipeline {
  readonly kind: 'scalar-pipeline';
  readonly pipeline: Pipeline;
  readonly scalar: ScalarExpression;
  readonly range: Range;
}

export interface ScalarPipelineOperation {
  readonly kind: 'scalar-pipeline-operation';
  readonly operator: ArithmeticOperator;
  readonly left: ScalarPipelineExpression;
  readonly right: ScalarPipelineExpression;
  readonly range: Range;
}

export type ScalarPipelineExpression = ScalarPipeline | ScalarPipelineOperation;

export interface ScalarPipelineFilter {
  readonly kind: 'scalar-pipeline-filter';
  readonly operator: ComparisonOperator;
  readonly left: ScalarPipelineExpression;
  readonly right: ScalarPipelineExpression | Static;
  readonly range: Range;
}

export type MetricsFunction =
  | 'rate'
  | 'count_over_time'
  | 'min_over_time'
  | 'max_over_time'
  | 'sum_over_time'
  | 'avg_over_time'
  | 'histogram_over_time'
  | 'quantile_over_time';

export interface MetricsAggregate {
  readonly kind: 'metrics-aggregate';
  readonly function: MetricsFunction;
  /** Absent for `rate` and `count_over_time`. */
  readonly field: Field | undefined;
  /** Only of `quantile_over_time`. */
  readonly quantiles: readonly number[];
  readonly by: readonly Field[];
  readonly range: Range;
}

export interface Compare {
  readonly kind: 'compare';
  readonly selection: SpansetFilter;
  /** Values told per attribute. */
  readonly topN: bigint | undefined;
  /** The time of the selection, nanoseconds since the epoch. */
  readonly window: { readonly startNs: bigint; readonly endNs: bigint } | undefined;
  readonly range: Range;
}

export interface RankStage {
  readonly kind: 'rank';
  readonly function: 'topk' | 'bottomk';
  readonly limit: bigint;
  readonly range: Range;
}

export interface ThresholdStage {
  readonly kind: 'threshold';
  readonly operator: ComparisonOperator;
  readonly value: Static;
  readonly range: Range;
}

export type SecondStage = RankStage | ThresholdStage;

export interface MetricsPipeline {
  readonly kind: 'metrics-pipeline';
  readonly pipeline: Pipeline;
  readonly aggregate: MetricsAggregate | Compare;
  readonly secondStages: readonly SecondStage[];
  readonly range: Range;
}

export type MetricsOperator = '+' | '-' | '*' | '/';

/** Arithmetic between series, or between series and a number; at most one side is a number. */
export interface MetricsOperation {
  readonly kind: 'metrics-operation';
  readonly operator: MetricsOperator;
  readonly left: MetricsExpression | Static;
  readonly right: MetricsExpression | Static;
  readonly secondStages: readonly SecondStage[];
  readonly range: Range;
}

export type MetricsExpression = MetricsPipeline | MetricsOperation;

export interface Hint {
  readonly kind: 'hint';
  readonly name: string;
  readonly value: Static;
  readonly range: Range;
}

export interface Query {
  readonly kind: 'query';
  readonly body: PipelineExpression | ScalarPipelineFilter | MetricsExpression;
  /** Of the last `with (…)`, the one that counts. */
  readonly hints: readonly Hint[];
  readonly range: Range;
}

export type Node =
  | Query
  | Hint
  | PipelineExpression
  | ScalarPipelineExpression
  | ScalarPipelineFilter
  | MetricsExpression
  | MetricsAggregate
  | Compare
  | SecondStage
  | Stage
  | ScalarExpression
  | FieldExpression;

/** Whether a query answers with series rather than with traces. */
export function isMetrics(body: Query['body']): body is MetricsExpression {
  return body.kind === 'metrics-pipeline' || body.kind === 'metrics-operation';
}
