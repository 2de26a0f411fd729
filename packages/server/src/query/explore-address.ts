// The address of Explore, in the UI, for a search that was asked by parameters: those of GET /api/v1/traces, which
// addresses of before had, and which those of other programs are translated to. The page knows only the query.

import type { StatusName } from '@throughline/model/api/common';
import { print } from '@throughline/traceql/syntax/print';
import { CONDITION_FIELDS, queryOfConditions } from './parameters-query.ts';
import { parseAttribute } from './parse-attribute.ts';
import { parseDurationNs } from './parse-duration.ts';

export function hasConditions(parameters: URLSearchParams): boolean {
  return CONDITION_FIELDS.some((name) => parameters.has(name));
}

/** What is not understood is left out; what is no condition, such as `start`, stays. */
export function exploreAddress(parameters: URLSearchParams): string {
  const first = (name: string): string | undefined => {
    const text = parameters.get(name) ?? '';
    return text === '' ? undefined : text;
  };
  const durationOf = (name: string): bigint | undefined => {
    // Those of before may have a blank before the unit.
    const text = first(name)?.replaceAll(' ', '');
    return text === undefined ? undefined : parseDurationNs(text);
  };
  const query = print(
    queryOfConditions({
      service: first('service'),
      operation: first('operation'),
      attributes: parameters.getAll('attribute').flatMap((text) => parseAttribute(text) ?? []),
      status: statusOf(first('status')),
      minTraceDurationNs: durationOf('minDuration'),
      maxTraceDurationNs: durationOf('maxDuration'),
      minSpanDurationNs: durationOf('minSpanDuration'),
      maxSpanDurationNs: durationOf('maxSpanDuration'),
    }),
  );
  const asked = new URLSearchParams();
  if (query !== EVERY_TRACE) asked.append('q', query);
  for (const [name, value] of parameters) {
    if (!CONDITION_FIELDS.some((condition) => condition === name)) asked.append(name, value);
  }
  const text = asked.toString();
  return text === '' ? '/' : `/?${text}`;
}

const EVERY_TRACE = '{ }';

function statusOf(text: string | undefined): StatusName | undefined {
  return text === 'error' || text === 'ok' || text === 'unset' ? text : undefined;
}
