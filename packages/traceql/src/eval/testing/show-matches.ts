// What a search found, as text: `trace: names of the spans`, sets of one trace apart by ` / `.

import { parseAndCheck } from '../../check/check.ts';
import { search } from '../search.ts';
import { valueText } from '../value.ts';
import { drawTraces } from './draw-traces.ts';

export function showMatches(query: string, drawing: string): string[] {
  return search(parseAndCheck(query), drawTraces(drawing)).map(({ trace, spansets }) => {
    const { batch, rows, id } = trace;
    const sets = spansets.map(({ spans, attributes }) => {
      const said = [...attributes].map(([name, value]) => ` ${name}=${valueText(value)}`);
      return spans.map((span) => batch.name.textAt(rows[span] ?? 0)).join(' ') + said.join('');
    });
    return `${id.replace(/^0+/, '')}: ${sets.join(' / ')}`;
  });
}
