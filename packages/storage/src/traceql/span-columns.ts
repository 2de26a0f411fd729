// Which columns of whole traces a query needs: attributes, events and links are most of a span's bytes, and many
// queries speak of none. What is not read is empty in the batch.

import { requestedFields } from '@throughline/traceql/eval/requested-fields';
import type { Field, Query } from '@throughline/traceql/syntax/ast';
import { EVENT_TYPE, LINK_TYPE, SPAN_COLUMNS } from '../write/spans-block.ts';

type Part = 'attributes' | 'events' | 'links';

const EMPTY_MAP = (value: string) => `CAST(map() AS Map(LowCardinality(String), ${value}))`;
const EMPTY_LIST = (item: string) => `CAST([] AS Array(${item}))`;

const EMPTY: Readonly<Record<string, readonly [part: Part, value: string]>> = {
  attr_string: ['attributes', EMPTY_MAP('String')],
  attr_int: ['attributes', EMPTY_MAP('Int64')],
  attr_double: ['attributes', EMPTY_MAP('Float64')],
  attr_other: ['attributes', EMPTY_MAP('String')],
  events: ['events', EMPTY_LIST(EVENT_TYPE)],
  links: ['links', EMPTY_LIST(LINK_TYPE)],
};

/** What stands after SELECT, for rows that `readSpanBatch` reads. */
export const ALL_COLUMNS = selected(() => true);

export function spanColumns(query: Query): string {
  const needed = new Set(requestedFields(query).flatMap(partsOf));
  return selected((part) => needed.has(part));
}

function selected(isNeeded: (part: Part) => boolean): string {
  return SPAN_COLUMNS.map((name) => {
    const [part, value] = EMPTY[name] ?? [];
    const isRead = part === undefined || isNeeded(part);
    return isRead ? `\`${name}\`` : `${value} AS \`${name}\``;
  }).join(', ');
}

function partsOf(field: Field): readonly Part[] {
  if (field.kind === 'intrinsic') {
    if (field.name.startsWith('event:')) return ['events'];
    return field.name.startsWith('link:') ? ['links'] : [];
  }
  switch (field.scope) {
    case 'any':
      return ['attributes', 'events', 'links'];
    case 'span':
      return ['attributes'];
    case 'event':
      return ['events'];
    case 'link':
      return ['links'];
    default:
      return [];
  }
}
