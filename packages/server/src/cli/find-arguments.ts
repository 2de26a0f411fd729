// The arguments of `throughline find`: a TraceQL query, how many traces, in which order, from which server.

import { MAX_SEARCH_LIMIT, TraceOrder } from '@throughline/model/api/search';
import {
  ASKING_OPTIONS,
  parseServerUrl,
  readArguments,
  sinceRefusal,
  urlRefusal,
} from './server-arguments.ts';

export interface FindCommand {
  /** `http://host:port` of a running server. */
  readonly url: string;
  /** Of GET /api/v1/traces. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Print the answer as it is. */
  readonly json: boolean;
}

const ORDERS = TraceOrder.anyOf.map((literal) => literal.const);

const OPTIONS = {
  ...ASKING_OPTIONS,
  limit: { type: 'string', default: '20' },
  order: { type: 'string', default: 'start' },
  since: { type: 'string' },
} as const;

/** What cannot be understood is a sentence. */
export function parseFindCommand(args: readonly string[]): FindCommand | string {
  const parsed = readArguments('find', args, OPTIONS);
  if (typeof parsed === 'string') return parsed;
  const { values, positionals } = parsed;
  const [query, ...more] = positionals;
  if (query === undefined || more.length > 0) {
    return `find needs one query in quotes, such as find '{ status = error }'`;
  }
  const url = parseServerUrl(values.url);
  if (url === undefined) return urlRefusal(values.url);
  const { limit, order, since } = values;
  if (!/^[1-9][0-9]{0,3}$/.test(limit) || Number(limit) > MAX_SEARCH_LIMIT) {
    return `--limit: "${limit}" is not valid; expected a number from 1 to ${MAX_SEARCH_LIMIT}`;
  }
  if (!ORDERS.some((known) => known === order)) {
    return `--order: "${order}" is not valid; expected one of ${ORDERS.join(', ')}`;
  }
  const refusal = sinceRefusal(since);
  if (refusal !== undefined) return refusal;
  const start: Record<string, string> = since === undefined ? {} : { start: `now-${since}` };
  return { url, parameters: { q: query, limit, order, ...start }, json: values.json };
}
