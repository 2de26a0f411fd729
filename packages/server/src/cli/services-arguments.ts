// The arguments of `throughline services`: which range of time, which service, from which server.

import {
  ASKING_OPTIONS,
  parseServerUrl,
  readArguments,
  sinceRefusal,
  urlRefusal,
} from './server-arguments.ts';

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

const OPTIONS = {
  ...ASKING_OPTIONS,
  since: { type: 'string' },
  start: { type: 'string' },
  end: { type: 'string' },
} as const;

/** What cannot be understood is a sentence. Points in time are read by the server. */
export function parseServicesCommand(args: readonly string[]): ServicesCommand | string {
  const parsed = readArguments('services', args, OPTIONS);
  if (typeof parsed === 'string') return parsed;
  const { values, positionals } = parsed;
  const [service, ...more] = positionals;
  if (more.length > 0) return `services takes one service or none, found ${positionals.join(' ')}`;
  const url = parseServerUrl(values.url);
  if (url === undefined) return urlRefusal(values.url);
  const { since, start, end } = values;
  if (since !== undefined && start !== undefined) return 'give --since or --start, not both';
  const refusal = sinceRefusal(since);
  if (refusal !== undefined) return refusal;
  const from = start ?? `now-${since ?? '1h'}`;
  const parameters = { start: from, ...(end === undefined ? {} : { end }) };
  return { url, service, parameters, json: values.json };
}
