// The arguments of `throughline trace`: the id of a trace, and which server has it.

import {
  ASKING_OPTIONS,
  parseServerUrl,
  readArguments,
  traceIdRefusal,
  urlRefusal,
} from './server-arguments.ts';

export interface TraceCommand {
  /** `http://host:port` of a running server. */
  readonly url: string;
  readonly traceId: string;
  /** Print the analysis as it is. */
  readonly json: boolean;
}

/** What cannot be understood is a sentence. */
export function parseTraceCommand(args: readonly string[]): TraceCommand | string {
  const parsed = readArguments('trace', args, ASKING_OPTIONS);
  if (typeof parsed === 'string') return parsed;
  const { values, positionals } = parsed;
  const [traceId, ...more] = positionals;
  if (traceId === undefined || more.length > 0) {
    return 'trace needs one trace id, such as those that throughline find prints';
  }
  const refusal = traceIdRefusal('trace', traceId);
  if (refusal !== undefined) return refusal;
  const url = parseServerUrl(values.url);
  return url === undefined ? urlRefusal(values.url) : { url, traceId, json: values.json };
}
