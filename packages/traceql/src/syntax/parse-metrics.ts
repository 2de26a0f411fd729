// Functions that turn spans into series, and what can be done to the series afterwards.

import type {
  Compare,
  Field,
  MetricsAggregate,
  MetricsFunction,
  RankStage,
  SecondStage,
  Static,
  ThresholdStage,
} from './ast.ts';
import { asNumber } from './fold-static.ts';
import { isComparison } from './operators.ts';
import { parseField } from './parse-field.ts';
import { parseNumber } from './parse-number.ts';
import { parseSpansetFilter } from './parse-spanset.ts';
import type { TokenStream } from './token-stream.ts';
import { COUNTING_FUNCTIONS, isMetricsFunction } from './words.ts';

/**
 * ```
 * MetricsAggregate ::= Compare
 *                    | ( "rate" | "count_over_time" ) "(" ")" [ By ]
 *                    | ( "min_over_time" | "max_over_time" | "sum_over_time" | "avg_over_time"
 *                      | "histogram_over_time" ) "(" Field ")" [ By ]
 *                    | "quantile_over_time" "(" Field "," Number { "," Number } ")" [ By ]
 * By               ::= "by" "(" Field { "," Field } ")"
 * ```
 */
export function parseMetricsAggregate(stream: TokenStream): MetricsAggregate | Compare {
  const word = stream.peekWord() ?? '';
  return isMetricsFunction(word) ? parseFunction(stream, word) : parseCompare(stream);
}

function parseFunction(stream: TokenStream, name: MetricsFunction): MetricsAggregate {
  const first = stream.take();
  stream.expect('(');
  const field = COUNTING_FUNCTIONS.includes(name) ? undefined : parseField(stream);
  const quantiles: number[] = [];
  if (name === 'quantile_over_time') {
    stream.expect(',');
    quantiles.push(...stream.list(() => parseQuantile(stream)));
  }
  stream.expect(')');
  const by = stream.takeIfWord('by') ? parseBy(stream) : [];
  const range = stream.rangeFrom(first);
  return { kind: 'metrics-aggregate', function: name, field, quantiles, by, range };
}

function parseBy(stream: TokenStream): Field[] {
  stream.expect('(');
  const fields = stream.list(() => parseField(stream));
  stream.expect(')');
  return fields;
}

function parseQuantile(stream: TokenStream): number {
  const quantile = parseNumber(stream);
  if (quantile.value.type === 'duration') {
    throw stream.error(quantile.range, 'a quantile is a number between 0 and 1');
  }
  return asNumber(quantile.value) ?? 0;
}

/**
 * ```
 * Compare ::= "compare" "(" SpansetFilter [ "," Integer [ "," Integer "," Integer ] ] ")"
 * ```
 * The integers: how many values are told per attribute, and the time of the selection.
 */
function parseCompare(stream: TokenStream): Compare {
  const first = stream.take();
  stream.expect('(');
  const selection = parseSpansetFilter(stream);
  const topN = stream.takeIf(',') ? parseInteger(stream) : undefined;
  const window = stream.takeIf(',') ? parseWindow(stream) : undefined;
  stream.expect(')');
  return { kind: 'compare', selection, topN, window, range: stream.rangeFrom(first) };
}

function parseWindow(stream: TokenStream): { startNs: bigint; endNs: bigint } {
  const startNs = parseInteger(stream);
  stream.expect(',');
  return { startNs, endNs: parseInteger(stream) };
}

function parseInteger(stream: TokenStream): bigint {
  const number: Static = parseNumber(stream);
  if (number.value.type === 'int') return number.value.value;
  throw stream.error(number.range, 'expecting a whole number');
}

/**
 * ```
 * SecondStage ::= "|" ( "topk" | "bottomk" ) "(" Integer ")" | Comparison Number
 * ```
 */
export function parseSecondStages(stream: TokenStream): SecondStage[] {
  const stages: SecondStage[] = [];
  for (;;) {
    const operator = stream.peekSymbol();
    if (operator === '|') stages.push(parseRank(stream));
    else if (operator !== undefined && isComparison(operator)) stages.push(parseThreshold(stream));
    else return stages;
  }
}

function parseRank(stream: TokenStream): RankStage {
  const first = stream.take();
  const name = stream.peekWord();
  if (name !== 'topk' && name !== 'bottomk') {
    const hint = ', which is all that can follow a metrics function, besides comparisons';
    return stream.fail('topk or bottomk', hint);
  }
  stream.take();
  stream.expect('(');
  const token = stream.peek();
  if (token.kind !== 'literal' || token.value.type !== 'int') return stream.fail('an integer');
  stream.take();
  stream.expect(')');
  const range = stream.rangeFrom(first);
  return { kind: 'rank', function: name, limit: token.value.value, range };
}

function parseThreshold(stream: TokenStream): ThresholdStage {
  const first = stream.take();
  if (first.kind !== 'symbol' || !isComparison(first.symbol)) return stream.fail('a comparison');
  const value = parseNumber(stream);
  const range = stream.rangeFrom(first);
  return { kind: 'threshold', operator: first.symbol, value, range };
}
