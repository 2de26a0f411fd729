// The arguments of `throughline services`: which range of time, which service, from which server.

import { parseArgs } from 'node:util';
import { DEFAULT_URL, parseServerUrl, urlRefusal } from './ask-server.ts';

export interface ServicesCommand {
  /** `http://host:port` of a running server. */
  readonly url: string;
  /** Its operations; undefined: all services. */
  readonly service: string | undefined;
  /** Of GET /api/v1/services. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Print the answer as it is. */
  readonly json: boolean;
}

/** What cannot be understood is a sentence. Points in time are read by the server. */
export function parseServicesCommand(args: readonly string[]): ServicesCommand | string {
  let parsed: ReturnType<typeof readArguments>;
  try {
    parsed = readArguments(args);
  } catch (error) {
    return `services: ${error instanceof Error ? error.message : String(error)}`;
  }
  const { values, positionals } = parsed;
  const [service, ...more] = positionals;
  if (more.length > 0) return `services takes one service or none, found ${positionals.join(' ')}`;
  const url = parseServerUrl(values.url);
  if (url === undefined) return urlRefusal(values.url);
  const { since, start, end } = values;
  if (since !== undefined && start !== undefined) return 'give --since or --start, not both';
  if (since !== undefined && !/^[0-9]{1,9}[smhd]$/.test(since)) {
    return `--since: "${since}" is not valid; expected a number with s, m, h or d, such as 1h`;
  }
  const from = start ?? `now-${since ?? '1h'}`;
  const parameters = { start: from, ...(end === undefined ? {} : { end }) };
  return { url, service, parameters, json: values.json };
}

function readArguments(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      url: { type: 'string', default: DEFAULT_URL },
      since: { type: 'string' },
      start: { type: 'string' },
      end: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
}
