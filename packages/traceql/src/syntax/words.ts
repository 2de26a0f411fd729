// The words of the language: what each one stands for, and which there are to suggest.

import type {
  AggregateFunction,
  AttributeScope,
  IntrinsicName,
  MetricsFunction,
  StaticValue,
} from './ast.ts';

/** Intrinsics that stand alone. */
const BARE_INTRINSICS: Readonly<Record<string, IntrinsicName>> = {
  duration: 'duration',
  name: 'name',
  status: 'status',
  statusMessage: 'statusMessage',
  kind: 'kind',
  parent: 'parent',
  traceDuration: 'traceDuration',
  rootName: 'rootName',
  rootServiceName: 'rootServiceName',
  finding: 'finding',
  nestedSetLeft: 'nestedSetLeft',
  nestedSetRight: 'nestedSetRight',
  nestedSetParent: 'nestedSetParent',
};

/** Intrinsics after a scope and a colon, with the canonical spelling of each. */
const SCOPED_INTRINSICS: Readonly<Record<string, IntrinsicName>> = {
  'span:duration': 'duration',
  'span:name': 'name',
  'span:status': 'status',
  'span:statusMessage': 'statusMessage',
  'span:kind': 'kind',
  'span:id': 'span:id',
  'span:parentID': 'span:parentID',
  'span:childCount': 'span:childCount',
  'trace:id': 'trace:id',
  'trace:duration': 'traceDuration',
  'trace:rootName': 'rootName',
  'trace:rootService': 'rootServiceName',
  'event:name': 'event:name',
  'event:timeSinceStart': 'event:timeSinceStart',
  'link:traceID': 'link:traceID',
  'link:spanID': 'link:spanID',
  'instrumentation:name': 'instrumentation:name',
  'instrumentation:version': 'instrumentation:version',
};

const STATIC_WORDS: Readonly<Record<string, StaticValue>> = {
  true: { type: 'bool', value: true },
  false: { type: 'bool', value: false },
  nil: { type: 'nil' },
  error: { type: 'status', value: 'error' },
  ok: { type: 'status', value: 'ok' },
  unset: { type: 'status', value: 'unset' },
  unspecified: { type: 'kind', value: 'unspecified' },
  internal: { type: 'kind', value: 'internal' },
  client: { type: 'kind', value: 'client' },
  server: { type: 'kind', value: 'server' },
  producer: { type: 'kind', value: 'producer' },
  consumer: { type: 'kind', value: 'consumer' },
  minInt: { type: 'int', value: -(2n ** 63n) },
  maxInt: { type: 'int', value: 2n ** 63n - 1n },
};

export const AGGREGATE_FUNCTIONS: readonly AggregateFunction[] = [
  'count',
  'min',
  'max',
  'avg',
  'sum',
];

/** Take no field. */
export const COUNTING_FUNCTIONS: readonly MetricsFunction[] = ['rate', 'count_over_time'];

export const METRICS_FUNCTIONS: readonly MetricsFunction[] = [
  ...COUNTING_FUNCTIONS,
  'min_over_time',
  'max_over_time',
  'sum_over_time',
  'avg_over_time',
  'histogram_over_time',
  'quantile_over_time',
];

export const STAGE_WORDS: readonly string[] = [
  ...AGGREGATE_FUNCTIONS,
  ...METRICS_FUNCTIONS,
  'compare',
  'by',
  'select',
  'coalesce',
];

/** Scopes that attributes have; unscoped ones are `any`. */
export const ATTRIBUTE_SCOPES: readonly AttributeScope[] = [
  'span',
  'resource',
  'event',
  'link',
  'instrumentation',
];

/** Scopes that intrinsics have. */
export const INTRINSIC_SCOPES: readonly string[] = [
  'trace',
  'span',
  'event',
  'link',
  'instrumentation',
];

/** What may stand where a value or a field is expected. */
export const FIELD_WORDS: readonly string[] = [
  ...Object.keys(BARE_INTRINSICS).filter((word) => word !== 'parent'),
  ...Object.keys(SCOPED_INTRINSICS),
  ...Object.keys(STATIC_WORDS),
];

export function intrinsicOf(text: string): IntrinsicName | undefined {
  if (Object.hasOwn(BARE_INTRINSICS, text)) return BARE_INTRINSICS[text];
  return Object.hasOwn(SCOPED_INTRINSICS, text) ? SCOPED_INTRINSICS[text] : undefined;
}

export function staticWord(text: string): StaticValue | undefined {
  return Object.hasOwn(STATIC_WORDS, text) ? STATIC_WORDS[text] : undefined;
}

export function isAggregateFunction(word: string): word is AggregateFunction {
  return (AGGREGATE_FUNCTIONS as readonly string[]).includes(word);
}

export function isMetricsFunction(word: string): word is MetricsFunction {
  return (METRICS_FUNCTIONS as readonly string[]).includes(word);
}
