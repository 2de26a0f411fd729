// The labels that a span gives to the series it counts for.

import type { MetricsAggregate } from '../../syntax/ast.ts';
import { printField } from '../../syntax/print-value.ts';
import { readLabel } from '../read-field.ts';
import type { Trace } from '../trace.ts';
import { firstOf, NIL, textValue, type Value } from '../value.ts';
import { type Label, NAME_LABEL } from './series.ts';

export function groupLabels(node: MetricsAggregate, trace: Trace, span: number): readonly Label[] {
  return labelsOf(
    node,
    node.by.map((field) => firstOf(readLabel(trace, span, field))),
  );
}

/**
 * `values`: of the fields of `by`. Without any, the name of the function, unless it makes labels of its own. Of
 * several labels those that the span has; when it has none, the first one says so.
 */
export function labelsOf(node: MetricsAggregate, values: readonly Value[]): readonly Label[] {
  const isLabelling = ['histogram_over_time', 'quantile_over_time'].includes(node.function);
  if (node.by.length === 0) return isLabelling ? [] : [[NAME_LABEL, textValue(node.function)]];
  const labels = node.by.map((field, at): Label => [printField(field), values[at] ?? NIL]);
  const there = labels.filter(([, value]) => value.type !== 'nil');
  return there.length > 0 ? there : [[labels[0]?.[0] ?? '', NIL]];
}
