// The arguments of `throughline find`: a TraceQL query, how many traces, in which order, from which server.

import { parseArgs } from 'node:util';
import { MAX_SEARCH_LIMIT, TraceOrder } from '@throughline/model/api/search';
import { DEFAULT_URL, parseServerUrl, urlRefusal } from './ask-server.ts';

export interface FindCommand {
  /** `http://host:port` of a running server. */
  readonly url: string;
  /** Of GET /api/v1/traces. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Print the answer as it is. */
  readonly json: boolean;
}

const ORDERS = TraceOrder.anyOf.map((literal) => literal.const);

/** What cannot be understood is a sentence. */
export function parseFindCommand(args: readonly string[]): FindCommand | string {
  let parsed: ReturnType<typeof readArguments>;
  try {
    parsed = readArguments(args);
  } catch (error) {
    return `find: ${error instanceof Error ? error.message : String(error)}`;
  }
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
  if (since !== undefined && !/^[0-9]{1,9}[smhd]$/.test(since)) {
    return `--since: "${since}" is not valid; expected a number with s, m, h or d, such as 1h`;
  }
  const start: Record<string, string> = since === undefined ? {} : { start: `now-${since}` };
  return { url, parameters: { q: query, limit, order, ...start }, json: values.json };
}

function readArguments(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      url: { type: 'string', default: DEFAULT_URL },
      limit: { type: 'string', default: '20' },
      order: { type: 'string', default: 'start' },
      since: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
}
