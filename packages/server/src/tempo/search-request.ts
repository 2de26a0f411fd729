// A search as clients of Tempo ask for it, by URL or by gRPC, as what the store works with.

import type { MessageOf } from '@throughline/model/tempo/message-shape';
import type { SEARCH_REQUEST } from '@throughline/model/tempo/messages';
import type { TimeRange, TraceqlSearch } from '@throughline/storage/contract/traceql-store';
import { BadRequestError } from './bad-request.ts';
import { parseGoDuration, parseUint } from './go-syntax.ts';
import { parseLogfmt } from './logfmt.ts';
import { readTracesQuery } from './read-query.ts';
import { tagsQuery } from './tags-query.ts';
import {
  DEFAULT_SPANS_PER_SET,
  DEFAULT_TRACES,
  MAX_SEARCH_RANGE_S,
  MAX_SPANS_PER_SET,
  MAX_TRACES,
} from './tempo-limits.ts';
import type { UrlParameters } from './url-parameters.ts';

/** What a request says, its numbers read and nothing else checked. */
export type SearchParameters = MessageOf<typeof SEARCH_REQUEST>;

export function searchParameters(url: UrlParameters): SearchParameters {
  const seconds = (name: string): number => uint32(url, name) ?? 0;
  const start = seconds('start');
  const end = seconds('end');
  const query = url.first('q');
  const encodedTags = url.first('tags');
  if (query !== undefined && encodedTags !== undefined) {
    throw new BadRequestError("invalid request: can't specify tags and q in the same query");
  }
  const isBare = query === undefined && encodedTags === undefined && start === 0 && end === 0;
  const tags = isBare ? tagsByName(url) : parseLogfmt(encodedTags ?? '');
  const minDurationMs = durationMs(url, 'minDuration') ?? 0;
  const maxDurationMs = durationMs(url, 'maxDuration');
  if (maxDurationMs !== undefined && minDurationMs > maxDurationMs) {
    throw new BadRequestError('invalid maxDuration: must be greater than minDuration');
  }
  const limit = uint32(url, 'limit');
  if (limit === 0) throw new BadRequestError('invalid limit: must be a positive number');
  const spansPerSpanSet = uint32(url, 'spss');
  return { query, tags, minDurationMs, maxDurationMs, limit, spansPerSpanSet, start, end };
}

const OWN_NAMES = ['q', 'tags', 'minDuration', 'maxDuration', 'limit', 'spss', 'start', 'end'];

/** The first Grafana sent each tag as a parameter of its own. */
function tagsByName(url: UrlParameters): Map<string, string> {
  const tags = new Map<string, string>();
  for (const name of url.names()) {
    const value = OWN_NAMES.includes(name) ? undefined : url.first(name);
    if (value !== undefined) tags.set(name, value);
  }
  return tags;
}

function uint32(url: UrlParameters, name: string): number | undefined {
  const text = url.first(name);
  return text === undefined ? undefined : Number(parseUint(`invalid ${name}`, text, 32));
}

/** Whole milliseconds, in 32 bits. */
function durationMs(url: UrlParameters, name: string): number | undefined {
  const text = url.first(name);
  if (text === undefined) return undefined;
  const ns = parseGoDuration(`invalid ${name}`, text);
  return Number(BigInt.asUintN(32, ns / 1_000_000n));
}

/** Newest first: what Tempo answers when it is asked for the most recent. */
export function toSearch(parameters: SearchParameters): Omit<TraceqlSearch, 'limits'> {
  const { start = 0, end = 0, query = '' } = parameters;
  if (end !== 0 || start !== 0) requireOrder(start, end);
  const limit = parameters.limit || DEFAULT_TRACES;
  if (limit > MAX_TRACES) {
    throw new BadRequestError(`limit ${limit} exceeds max limit ${MAX_TRACES}`);
  }
  const tags = {
    tags: parameters.tags ?? new Map<string, string>(),
    minDurationMs: parameters.minDurationMs ?? 0,
    maxDurationMs: parameters.maxDurationMs ?? 0,
  };
  const checked = readTracesQuery(query === '' ? tagsQuery(tags) : query);
  if (end - start > MAX_SEARCH_RANGE_S) {
    throw new BadRequestError(
      `range specified by start and end exceeds ${MAX_SEARCH_RANGE_S / 3600}h0m0s. ` +
        `received start=${start} end=${end}`,
    );
  }
  const spansPerSpanset = parameters.spansPerSpanSet || DEFAULT_SPANS_PER_SET;
  if (spansPerSpanset > MAX_SPANS_PER_SET) {
    throw new BadRequestError(
      `spans per span set exceeds ${MAX_SPANS_PER_SET}. received ${spansPerSpanset}`,
    );
  }
  return {
    query: checked,
    range: secondsRange(start, end),
    order: 'start',
    limit,
    spansPerSpanset,
  };
}

function requireOrder(start: number, end: number): void {
  if (start < end) return;
  throw new BadRequestError(
    `http parameter start must be before end. received start=${start} end=${end}`,
  );
}

const NS_PER_SECOND = 1_000_000_000n;

/** 0: open. Both ends are in the range. */
export function secondsRange(start = 0, end = 0): TimeRange {
  return {
    ...(start === 0 ? {} : { startNs: BigInt(start) * NS_PER_SECOND }),
    ...(end === 0 ? {} : { endNs: BigInt(end) * NS_PER_SECOND + 1n }),
  };
}
