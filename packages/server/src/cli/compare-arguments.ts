// The arguments of `throughline compare`: a trace, another one or nothing, and which server has them.

import { parseArgs } from 'node:util';
import { USUAL } from '@throughline/model/api/compare';
import { parseId } from '@throughline/model/base/hex';
import { TRACE_ID_BYTES } from '@throughline/model/batch/span-batch';
import { DEFAULT_URL, parseServerUrl, urlRefusal } from './ask-server.ts';

export interface CompareCommand {
  /** `http://host:port` of a running server. */
  readonly url: string;
  readonly left: string;
  /** The id of a trace, or "usual". */
  readonly right: string;
  /** Print the answer of the API as it is. */
  readonly json: boolean;
}

/** What cannot be understood is a sentence. */
export function parseCompareCommand(args: readonly string[]): CompareCommand | string {
  let parsed: ReturnType<typeof readArguments>;
  try {
    parsed = readArguments(args);
  } catch (error) {
    return `compare: ${error instanceof Error ? error.message : String(error)}`;
  }
  const { values, positionals } = parsed;
  const [left, right = USUAL, ...more] = positionals;
  if (left === undefined || more.length > 0) {
    return 'compare needs one trace id, and may have a second; without it the trace is held against what is usual';
  }
  for (const id of right === USUAL ? [left] : [left, right]) {
    if (parseId(id, TRACE_ID_BYTES) !== undefined) continue;
    return `compare: "${id}" is not valid; expected 1 to ${2 * TRACE_ID_BYTES} hex digits`;
  }
  const url = parseServerUrl(values.url);
  return url === undefined ? urlRefusal(values.url) : { url, left, right, json: values.json };
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
