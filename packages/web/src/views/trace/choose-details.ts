// Which of several spans under one id is the one of a row: the one with its start and its name.

import type { SpanDetails } from '@throughline/model/api/trace';
import { readSpan } from '../../data/otlp-json.ts';
import { nameOf, type TraceModel } from '../../data/trace-model.ts';

export function chooseDetails(
  trace: TraceModel,
  row: number,
  spans: readonly SpanDetails[],
): SpanDetails | undefined {
  const startNs = trace.startNs + BigInt(Math.round(trace.startOffsetNs[row] ?? 0));
  const name = nameOf(trace, row);
  const kind = trace.kind[row];
  const scored = spans.map((details) => {
    const span = readSpan(details);
    const score =
      (span.startNs === startNs ? 4 : 0) +
      (span.kind === kind ? 2 : 0) +
      (span.name === name ? 1 : 0);
    return { details, score };
  });
  return scored.toSorted((a, b) => b.score - a.score)[0]?.details;
}
