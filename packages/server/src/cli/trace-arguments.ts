// The arguments of `throughline trace`: the id of a trace, and which server has it.

import { parseArgs } from 'node:util';
import { parseId } from '@throughline/model/base/hex';
import { TRACE_ID_BYTES } from '@throughline/model/batch/span-batch';
import { DEFAULT_URL, parseServerUrl, urlRefusal } from './ask-server.ts';

export interface TraceCommand {
  /** `http://host:port` of a running server. */
  readonly url: string;
  readonly traceId: string;
  /** Print the analysis as it is. */
  readonly json: boolean;
}

/** What cannot be understood is a sentence. */
export function parseTraceCommand(args: readonly string[]): TraceCommand | string {
  let parsed: ReturnType<typeof readArguments>;
  try {
    parsed = readArguments(args);
  } catch (error) {
    return `trace: ${error instanceof Error ? error.message : String(error)}`;
  }
  const { values, positionals } = parsed;
  const [traceId, ...more] = positionals;
  if (traceId === undefined || more.length > 0) {
    return 'trace needs one trace id, such as those that throughline find prints';
  }
  if (parseId(traceId, TRACE_ID_BYTES) === undefined) {
    return `trace: "${traceId}" is not valid; expected 1 to ${2 * TRACE_ID_BYTES} hex digits`;
  }
  const url = parseServerUrl(values.url);
  return url === undefined ? urlRefusal(values.url) : { url, traceId, json: values.json };
}

function readArguments(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      url: { type: 'string', default: DEFAULT_URL },
      json: { type: 'boolean', default: false },
    },
  });
}
