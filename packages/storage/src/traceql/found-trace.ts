// What is told of a trace that a search found: who it is, and the spans of its sets with the fields that the
// query speaks of.

import type { SpanBatch } from '@throughline/model/batch/span-batch';
import type { Label } from '@throughline/traceql/eval/metrics/series';
import { readField } from '@throughline/traceql/eval/read-field';
import type { Spanset } from '@throughline/traceql/eval/spanset';
import { type FindingsOfTraces, type Trace, tracesOf } from '@throughline/traceql/eval/trace';
import { firstOf } from '@throughline/traceql/eval/value';
import type { Field } from '@throughline/traceql/syntax/ast';
import { printField } from '@throughline/traceql/syntax/print-value';
import type {
  FoundSpan,
  FoundSpanset,
  FoundTrace,
  ServiceShare,
} from '../contract/traceql-store.ts';
import { filedTimes, type Words } from '../write/filed-time.ts';

const TWO_32 = 2n ** 32n;

/**
 * The traces of a batch. They begin and end where their spans are filed: a clock that cannot be right is not
 * believed, here as in the bounds by which traces are found and ordered.
 */
export function filedTracesOf(batch: SpanBatch, findings?: FindingsOfTraces): Trace[] {
  const times = filedTimes(batch);
  const words: Words = { low: 0, high: 0 };
  const nsOf = () => BigInt(words.high) * TWO_32 + BigInt(words.low);
  return tracesOf(batch, findings).map((trace) => {
    let startNs: bigint | undefined;
    let endNs = 0n;
    for (const row of trace.rows) {
      times.start(row, words);
      const rowStartNs = nsOf();
      times.end(row, words);
      const rowEndNs = nsOf();
      if (startNs === undefined || rowStartNs < startNs) startNs = rowStartNs;
      if (rowEndNs > endNs) endNs = rowEndNs;
    }
    return { ...trace, startNs: startNs ?? 0n, endNs };
  });
}

export function foundTraceOf(
  trace: Trace,
  spansets: readonly Spanset[],
  fields: readonly Field[],
  spansPerSpanset: number,
): FoundTrace {
  const { batch, root = 0 } = trace;
  const rootRow = trace.rows[root] ?? 0;
  const services = servicesOf(trace);
  return {
    traceId: trace.id,
    startNs: trace.startNs,
    endNs: trace.endNs,
    rootService: batch.serviceNameAt(rootRow),
    rootName: batch.name.textAt(rootRow),
    hasRoot: trace.root !== undefined,
    spanCount: trace.rows.length,
    errorCount: services.reduce((all, { errorCount }) => all + errorCount, 0),
    services,
    spansets: spansets.map((set) => foundSpansetOf(trace, set, fields, spansPerSpanset)),
  };
}

function foundSpansetOf(
  trace: Trace,
  { spans, attributes }: Spanset,
  fields: readonly Field[],
  spansPerSpanset: number,
): FoundSpanset {
  return {
    matched: spans.length,
    spans: spans.slice(0, spansPerSpanset).map((span) => foundSpanOf(trace, span, fields)),
    attributes: [...attributes],
  };
}

function foundSpanOf(trace: Trace, span: number, fields: readonly Field[]): FoundSpan {
  const { batch } = trace;
  const row = trace.rows[span] ?? 0;
  return {
    spanId: trace.spanIds[span] ?? '',
    name: batch.name.textAt(row),
    service: batch.serviceNameAt(row),
    startNs: batch.startNs.unsignedAt(row),
    durationNs: batch.durationNs.signedAt(row),
    fields: fields
      .map((field): Label => [printField(field), firstOf(readField(trace, span, field))])
      .filter(([, value]) => value.type !== 'nil'),
  };
}

/** OTLP's StatusCode of an error. */
const ERROR_CODE = 2;

function servicesOf({ batch, rows }: Trace): ServiceShare[] {
  const counts = new Map<string, { spanCount: number; errorCount: number }>();
  for (const row of rows) {
    const name = batch.serviceNameAt(row);
    const count = counts.get(name) ?? { spanCount: 0, errorCount: 0 };
    count.spanCount++;
    if (batch.statusCode.at(row) === ERROR_CODE) count.errorCount++;
    counts.set(name, count);
  }
  return [...counts]
    .map(([name, count]) => ({ name, ...count }))
    .sort((a, b) => b.spanCount - a.spanCount || (a.name < b.name ? -1 : 1));
}
