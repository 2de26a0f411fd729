// The arguments of `throughline delete`: what is to be deleted, from which server, and whether to ask.

import type { DeletionConditions } from '@throughline/model/api/deletion';
import { parseId } from '@throughline/model/base/hex';
import { TRACE_ID_BYTES } from '@throughline/model/batch/span-batch';
import { didYouMean } from '../config/did-you-mean.ts';
import { parseServerUrl, readArguments, URL_OPTION, urlRefusal } from './server-arguments.ts';

export interface DeleteCommand {
  /** `http://host:port` of a running server. */
  readonly url: string;
  readonly target: { readonly traceId: string } | { readonly query: DeletionConditions };
  readonly dryRun: boolean;
  /** Do not ask. */
  readonly yes: boolean;
}

/** Parameters of the search that say which traces; each once, `attribute` any number of times. */
const SINGLE_CONDITIONS = [
  'q',
  'service',
  'operation',
  'status',
  'minDuration',
  'maxDuration',
  'minSpanDuration',
  'maxSpanDuration',
  'start',
  'end',
] as const;

const OPTIONS = {
  ...URL_OPTION,
  trace: { type: 'string' },
  query: { type: 'string', multiple: true },
  yes: { type: 'boolean', default: false },
  'dry-run': { type: 'boolean', default: false },
} as const;

/** What cannot be understood is a sentence. */
export function parseDeleteCommand(args: readonly string[]): DeleteCommand | string {
  const parsed = readArguments('delete', args, OPTIONS);
  if (typeof parsed === 'string') return parsed;
  const { values, positionals } = parsed;
  if (positionals.length > 0) {
    return `delete takes only options, found ${positionals.join(' ')}`;
  }
  const { trace, query = [], yes, 'dry-run': dryRun } = values;
  const url = parseServerUrl(values.url);
  if (url === undefined) return urlRefusal(values.url);
  if ((trace === undefined) === (query.length === 0)) {
    return 'delete needs either --trace <id> or --query <name>=<value>, such as service=cart';
  }
  const target = trace === undefined ? parseQuery(query) : parseTrace(trace);
  return typeof target === 'string' ? target : { url, target, dryRun, yes };
}

function parseTrace(traceId: string): DeleteCommand['target'] | string {
  if (parseId(traceId, TRACE_ID_BYTES) !== undefined) return { traceId };
  return `--trace: "${traceId}" is not an id; expected 1 to 32 hex digits`;
}

function parseQuery(texts: readonly string[]): DeleteCommand['target'] | string {
  const single: Record<string, string> = {};
  const attribute: string[] = [];
  for (const text of texts) {
    const equals = text.indexOf('=');
    const name = text.slice(0, Math.max(equals, 0));
    const value = text.slice(equals + 1);
    if (name === 'attribute') attribute.push(value);
    else if (!SINGLE_CONDITIONS.some((known) => known === name))
      return unknownCondition(text, name);
    else if (single[name] !== undefined) return `--query: ${name} is given twice; give it once`;
    else single[name] = value;
  }
  // The values are the server's to check: it knows what they may be.
  const query = { ...single, ...(attribute.length === 0 ? {} : { attribute }) };
  return { query: query as DeletionConditions };
}

function unknownCondition(text: string, name: string): string {
  const known = [...SINGLE_CONDITIONS, 'attribute'];
  const guess = didYouMean(name, known);
  const hint = guess === undefined ? `known are ${known.join(', ')}` : `did you mean ${guess}?`;
  return `--query: "${text}" is not valid; expected <name>=<value>; ${hint}`;
}
