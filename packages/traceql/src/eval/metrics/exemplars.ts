// Spans behind the points of a series: at most so many for a query, one per trace, spread over the intervals. Which
// ones does not depend on the order in which traces come.

import type { Field } from '../../syntax/ast.ts';
import { printField } from '../../syntax/print-value.ts';
import { readField, withoutLeadingZeros } from '../read-field.ts';
import type { Trace } from '../trace.ts';
import { firstOf, textValue } from '../value.ts';
import { byTime, type Exemplar, type Label } from './series.ts';

/** An exemplar, and the labels that its span gives to the series it counts for. */
export interface GroupedExemplar {
  readonly group: readonly Label[];
  readonly interval: number;
  readonly exemplar: Exemplar;
}

/** The first span of a trace that counts; NaN when the function has no value of its own. */
export interface Candidate {
  readonly span: number;
  readonly interval: number;
  readonly value: number;
  readonly group: readonly Label[];
}

export interface ExemplarChoice {
  add(trace: Trace, candidate: Candidate): void;
  /** By time. */
  chosen(): GroupedExemplar[];
}

/** `fields`: what is told of each span. */
export function createExemplarChoice(limit: number, fields: readonly Field[]): ExemplarChoice {
  const byInterval = new Map<number, GroupedExemplar[]>();
  return {
    add: (trace, candidate) => {
      const { interval } = candidate;
      const kept = byInterval.get(interval) ?? [];
      // Ids are random, so those that come first in their order are a fair choice.
      const at = kept.findIndex(({ exemplar }) => trace.id < exemplar.traceId);
      if (at < 0 && kept.length >= limit) return;
      kept.splice(at < 0 ? kept.length : at, 0, exemplarOf(trace, candidate, fields));
      if (kept.length > limit) kept.pop();
      byInterval.set(interval, kept);
    },
    chosen: () => spreadOver(byInterval, limit).sort((a, b) => byTime(a.exemplar, b.exemplar)),
  };
}

/** One of each interval, then another of each that has more, until there are enough. */
export function spreadOver<T>(byInterval: ReadonlyMap<number, readonly T[]>, limit: number): T[] {
  const inOrder = [...byInterval].sort(([a], [b]) => a - b);
  const chosen: T[] = [];
  for (let round = 0; round < limit && chosen.length < limit; round++) {
    const next = inOrder.flatMap(([, kept]) => kept.slice(round, round + 1));
    if (next.length === 0) break;
    chosen.push(...everyNth(next, limit - chosen.length));
  }
  return chosen;
}

/** At most `limit` of them, at equal distances. */
function everyNth<T>(items: readonly T[], limit: number): readonly T[] {
  if (items.length <= limit) return items;
  const distance = items.length / limit;
  return Array.from({ length: limit }, (_, at) => items[Math.floor(at * distance)]).filter(
    (item) => item !== undefined,
  );
}

function exemplarOf(
  trace: Trace,
  { span, interval, value, group }: Candidate,
  fields: readonly Field[],
): GroupedExemplar {
  const labels = fields
    .map((field): Label => [printField(field), firstOf(readField(trace, span, field))])
    .filter(([name, { type }]) => type !== 'nil' && name !== 'trace:id');
  return {
    group,
    interval,
    exemplar: {
      traceId: trace.id,
      spanId: trace.spanIds[span] ?? '',
      startNs: trace.batch.startNs.unsignedAt(trace.rows[span] ?? 0),
      value,
      labels: [...labels, ['trace:id', textValue(withoutLeadingZeros(trace.id))]],
    },
  };
}
