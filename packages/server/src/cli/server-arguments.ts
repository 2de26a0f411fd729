// What the arguments of the commands have in common that ask a running server: where it is, and how what is wrong with
// them is said.

import { type ParseArgsConfig, parseArgs } from 'node:util';
import { parseId } from '@throughline/model/base/hex';
import { TRACE_ID_BYTES } from '@throughline/model/batch/span-batch';
import type { Verb } from './command-line.ts';

export const DEFAULT_URL = 'http://127.0.0.1:16686';

export const URL_OPTION = { url: { type: 'string', default: DEFAULT_URL } } as const;

/** Of commands that print the answer of the API as it is, when asked to. */
export const ASKING_OPTIONS = { ...URL_OPTION, json: { type: 'boolean', default: false } } as const;

/** Options and everything else; what cannot be understood is a sentence. */
export function readArguments<const T extends NonNullable<ParseArgsConfig['options']>>(
  verb: Verb,
  args: readonly string[],
  options: T,
) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    return `${verb}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Without a slash at its end; undefined when the text is no such URL. */
export function parseServerUrl(text: string): string | undefined {
  return /^https?:\/\//.test(text) && URL.canParse(text) ? text.replace(/\/+$/, '') : undefined;
}

export function urlRefusal(text: string): string {
  return `--url: "${text}" is not valid; expected a URL such as ${DEFAULT_URL}`;
}

/** A sentence when it is no id of a trace. */
export function traceIdRefusal(verb: Verb, text: string): string | undefined {
  if (parseId(text, TRACE_ID_BYTES) !== undefined) return undefined;
  return `${verb}: "${text}" is not valid; expected 1 to ${2 * TRACE_ID_BYTES} hex digits`;
}

/** A sentence when it is no length of time. The server reads it, behind `now-`. */
export function sinceRefusal(since: string | undefined): string | undefined {
  if (since === undefined || /^[0-9]{1,9}[smhd]$/.test(since)) return undefined;
  return `--since: "${since}" is not valid; expected a number with s, m, h or d, such as 1h`;
}
