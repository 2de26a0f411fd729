// A request for a trace by its id, as clients of Tempo ask for it.

import { BadRequestError } from './bad-request.ts';
import { parseInt64 } from './go-syntax.ts';
import { requireQuerySize } from './read-query.ts';
import { readSpanFilter, type SpanFilter } from './span-filter.ts';
import type { UrlParameters } from './url-parameters.ts';

const TRACE_ID_DIGITS = 32;

/** 1 to 32 hex digits; fewer are filled up with zeros on the left. */
export function readTraceId(text: string): Uint8Array {
  for (const [index, character] of [...text].entries()) {
    if (/^[0-9a-fA-F]$/.test(character)) continue;
    throw new BadRequestError(
      `trace IDs can only contain hex characters: invalid character '${character}' at position ${index + 1}`,
    );
  }
  if (text.length > TRACE_ID_DIGITS) {
    throw new BadRequestError("trace IDs can't be larger than 128 bits");
  }
  return new Uint8Array(Buffer.from(text.padStart(TRACE_ID_DIGITS, '0'), 'hex'));
}

/** Where Tempo is to look; there is one place here. */
const MODES = ['all', 'ingesters', 'blocks', 'external', 'recent'];

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Checks what the answer does not depend on: a trace is always looked for everywhere, and told whole. */
export function checkTraceParameters(url: UrlParameters): void {
  const mode = url.first('mode') ?? 'all';
  if (!MODES.includes(mode)) throw new BadRequestError(`invalid value for mode ${mode}`);
  if (mode === 'ingesters') return;
  for (const [name, told] of [
    ['blockStart', 'blockstart'],
    ['blockEnd', 'blockEnd'],
  ] as const) {
    const block = url.first(name);
    if (block === undefined || UUID.test(block)) continue;
    throw new BadRequestError(`invalid value for ${told}: invalid UUID length: ${block.length}`);
  }
  const start = secondsOf(url, 'start');
  const end = secondsOf(url, 'end');
  if (start === undefined || end === undefined || start < end) return;
  throw new BadRequestError(
    `http parameter start must be before end. received start=${start} end=${end}`,
  );
}

function secondsOf(url: UrlParameters, name: string): bigint | undefined {
  const text = url.first(name);
  return text === undefined ? undefined : parseInt64(`invalid ${name}`, text);
}

/** undefined: the whole trace. What belongs to the filter is not looked at without one. */
export function readTraceFilter(url: UrlParameters): SpanFilter | undefined {
  const query = url.first('q')?.trim() ?? '';
  if (query === '') return undefined;
  requireQuerySize(query);
  const keepHierarchy = booleanOf(url, 'keep_hierarchy') ?? false;
  return readSpanFilter({
    query,
    descendants: depthOf(url, 'match_depth') ?? 0,
    ancestors: keepHierarchy ? (depthOf(url, 'ancestor_depth') ?? UNBOUNDED) : 0,
  });
}

function booleanOf(url: UrlParameters, name: string): boolean | undefined {
  const text = url.first(name);
  if (text === undefined) return undefined;
  if (/^(1|t|T|TRUE|true|True)$/.test(text)) return true;
  if (/^(0|f|F|FALSE|false|False)$/.test(text)) return false;
  throw new BadRequestError(
    `invalid value for ${name}: strconv.ParseBool: parsing "${text}": invalid syntax`,
  );
}

const UNBOUNDED = Number.POSITIVE_INFINITY;

function depthOf(url: UrlParameters, name: string): number | undefined {
  const text = url.first(name);
  if (text === undefined) return undefined;
  const depth = parseInt64(`invalid value for ${name}`, text);
  if (depth < -1n) throw new BadRequestError(`invalid value for ${name}: must be >= -1`);
  return depth === -1n ? UNBOUNDED : Number(depth);
}
