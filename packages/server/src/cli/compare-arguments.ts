// The arguments of `throughline compare`: a trace, another one or nothing, and which server has them.

import { USUAL } from '@throughline/model/api/compare';
import {
  ASKING_OPTIONS,
  parseServerUrl,
  readArguments,
  traceIdRefusal,
  urlRefusal,
} from './server-arguments.ts';

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
  const parsed = readArguments('compare', args, ASKING_OPTIONS);
  if (typeof parsed === 'string') return parsed;
  const { values, positionals } = parsed;
  const [left, right = USUAL, ...more] = positionals;
  if (left === undefined || more.length > 0) {
    return 'compare needs one trace id, and may have a second; without it the trace is held against what is usual';
  }
  for (const id of right === USUAL ? [left] : [left, right]) {
    const refusal = traceIdRefusal('compare', id);
    if (refusal !== undefined) return refusal;
  }
  const url = parseServerUrl(values.url);
  return url === undefined ? urlRefusal(values.url) : { url, left, right, json: values.json };
}
