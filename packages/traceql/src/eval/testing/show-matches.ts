// What a search found, as text: `trace: names of the spans`, sets of one trace apart by ` / `.

import { parseAndCheck } from '../../check/check.ts';
import type { Label } from '../metrics/series.ts';
import { search, type TraceMatch } from '../search.ts';
import { valueText } from '../value.ts';
import { drawnFindings, drawTraces } from './draw-traces.ts';

interface ShownSet {
  readonly names: readonly string[];
  readonly attributes: Iterable<Label>;
}

/** However it was found. */
export function showTrace(id: string, spansets: readonly ShownSet[]): string {
  const sets = spansets.map(({ names, attributes }) => {
    const said = [...attributes].map(([name, value]) => ` ${name}=${valueText(value)}`);
    return names.join(' ') + said.join('');
  });
  return `${id.replace(/^0+/, '')}: ${sets.join(' / ')}`;
}

function matchesOf(query: string, drawing: string): TraceMatch[] {
  return search(parseAndCheck(query), drawTraces(drawing), drawnFindings(drawing));
}

export function showMatches(query: string, drawing: string): string[] {
  return matchesOf(query, drawing).map(({ trace, spansets }) => {
    const { batch, rows, id } = trace;
    const nameOf = (span: number) => batch.name.textAt(rows[span] ?? 0);
    return showTrace(
      id,
      spansets.map(({ spans, attributes }) => ({ names: spans.map(nameOf), attributes })),
    );
  });
}
