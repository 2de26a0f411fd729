// The part of a trace that a request for it by id asks for: the spans that one filter takes, with so many
// generations above and below them.

import { bytesToHex } from '@throughline/model/base/hex';
import type { SpanBatch } from '@throughline/model/batch/span-batch';
import { parseAndCheck } from '@throughline/traceql/check/check';
import { search } from '@throughline/traceql/eval/search';
import type { Query } from '@throughline/traceql/syntax/ast';
import { TraceqlError } from '@throughline/traceql/syntax/traceql-error';
import { BadRequestError } from './bad-request.ts';

export interface SpanFilterOptions {
  /** One spanset filter. */
  readonly query: string;
  readonly ancestors: number;
  readonly descendants: number;
}

/** The rows that are told, ascending. */
export type SpanFilter = (batch: SpanBatch) => number[];

export function readSpanFilter({
  query: text,
  ancestors,
  descendants,
}: SpanFilterOptions): SpanFilter {
  const query = readFilter(text);
  return (batch) => {
    const found = search(query, batch).flatMap(({ trace, spansets }) =>
      spansets.flatMap(({ spans }) => spans.map((span) => trace.rows[span] ?? 0)),
    );
    const kept = new Set(found);
    if (ancestors > 0) addRelatives(kept, found, ancestors, parentRows(batch));
    if (descendants > 0) addRelatives(kept, found, descendants, childRows(batch));
    return [...kept].sort((a, b) => a - b);
  };
}

function readFilter(text: string): Query {
  try {
    const query = parseAndCheck(text);
    const [stage, ...more] = query.body.kind === 'pipeline' ? query.body.stages : [];
    if (stage?.kind === 'spanset-filter' && more.length === 0) return query;
  } catch (error) {
    if (!(error instanceof TraceqlError)) throw error;
    throw new BadRequestError(`invalid TraceQL filter: ${error.message}`);
  }
  throw new BadRequestError(
    'invalid TraceQL filter: unsupported query: got more than a single spanset filter',
  );
}

type Neighbours = (row: number) => readonly number[];

/** Generation by generation, so that each span is reached by its shortest way. */
function addRelatives(
  kept: Set<number>,
  found: readonly number[],
  generations: number,
  neighbours: Neighbours,
): void {
  const reached = new Set(found);
  let latest: readonly number[] = [...reached];
  for (let depth = 0; depth < generations && latest.length > 0; depth++) {
    latest = latest.flatMap(neighbours).filter((row) => {
      if (reached.has(row)) return false;
      reached.add(row);
      kept.add(row);
      return true;
    });
  }
}

function parentRows(batch: SpanBatch): Neighbours {
  const rows = rowsBy(batch, (row) => batch.spanId.at(row));
  return (row) =>
    batch.parentSpanId.isZero(row) ? [] : (rows.get(bytesToHex(batch.parentSpanId.at(row))) ?? []);
}

function childRows(batch: SpanBatch): Neighbours {
  const rows = rowsBy(batch, (row) => batch.parentSpanId.at(row));
  return (row) => rows.get(bytesToHex(batch.spanId.at(row))) ?? [];
}

function rowsBy(batch: SpanBatch, idOf: (row: number) => Uint8Array): Map<string, number[]> {
  const rows = new Map<string, number[]>();
  for (let row = 0; row < batch.rowCount; row++) {
    const id = bytesToHex(idOf(row));
    const same = rows.get(id);
    if (same === undefined) rows.set(id, [row]);
    else same.push(row);
  }
  return rows;
}
