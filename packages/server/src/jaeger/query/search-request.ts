// A search as clients of Jaeger's HTTP API of old ask for it (`/api/traces`).

import type { TimeRange } from '@throughline/storage/contract/traceql-store';
import { parseInt64 } from '../../tempo/go-syntax.ts';
import { badRequest } from './jaeger-error.ts';
import { DEFAULT_LOOKBACK_NS, DEFAULT_TRACES, MAX_TRACES } from './jaeger-limits.ts';
import type { SpanSearch } from './search-query.ts';
import { readTraceId } from './trace-id.ts';
import {
  booleanOf,
  durationOf,
  integerOf,
  type UrlParameters,
  unreadable,
} from './url-parameters.ts';

export interface TraceSearch extends SpanSearch {
  readonly range: TimeRange;
  /** Traces, newest first. */
  readonly limit: number;
}

export interface TracesRequest {
  readonly search: TraceSearch;
  /** Only these, whatever else is asked. */
  readonly traceIds: readonly Uint8Array[];
  readonly isRaw: boolean;
}

const NS_PER_US = 1000n;

export function tracesRequest(url: UrlParameters, nowNs: bigint): TracesRequest {
  const traceIds = url
    .all('traceID')
    .map((text) => readTraceId(text, 'cannot parse traceID param: '));
  const start = integerOf(url, 'start');
  const end = integerOf(url, 'end');
  const endNs = end === undefined ? nowNs : end * NS_PER_US;
  const startNs = start === undefined ? endNs - lookbackNs(url) : start * NS_PER_US;
  const minDurationNs = durationOf(url, 'minDuration');
  const maxDurationNs = durationOf(url, 'maxDuration');
  requireDurationOrder(minDurationNs, maxDurationNs);
  return {
    search: {
      service: url.first('service'),
      operation: url.first('operation'),
      tags: new Map([...colonTags(url.all('tag')), ...jsonTags(url.all('tags'))]),
      minDurationNs,
      maxDurationNs,
      range: inclusiveRange(startNs, endNs),
      limit: limitOf(url.first('limit'), 'limit'),
    },
    traceIds,
    isRaw: booleanOf(url, 'raw'),
  };
}

/** Both ends are in the range. */
export function inclusiveRange(startNs: bigint, endNs: bigint): TimeRange {
  return { startNs, endNs: endNs + 1n };
}

export function requireDurationOrder(minNs: bigint | undefined, maxNs: bigint | undefined): void {
  if (minNs === undefined || maxNs === undefined || minNs <= maxNs) return;
  throw badRequest("'maxDuration' should be greater than 'minDuration'");
}

/** None, or none that makes sense: Jaeger's number. */
export function limitOf(text: string | undefined, name: string): number {
  const limit = text === undefined ? 0n : parseInt64(unreadable(name), text);
  if (limit < 0n) throw badRequest(`${unreadable(name)}: must not be negative`);
  return boundedLimit(Number(limit));
}

export function boundedLimit(limit: number): number {
  return limit === 0 ? DEFAULT_TRACES : Math.min(limit, MAX_TRACES);
}

const NS_PER_LOOKBACK_UNIT: Readonly<Record<string, bigint>> = {
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
  w: 604_800_000_000_000n,
};

/** `1h`, `2d`, as Jaeger's page writes it into its addresses; `custom` stands for nothing. */
export function lookbackNs(url: UrlParameters): bigint {
  const [, count, unit = ''] = /^([0-9]{1,9})([smhdw])$/.exec(url.first('lookback') ?? '') ?? [];
  const unitNs = NS_PER_LOOKBACK_UNIT[unit];
  return count === undefined || unitNs === undefined ? DEFAULT_LOOKBACK_NS : BigInt(count) * unitNs;
}

/** `key:value`; the value may hold more colons. */
function colonTags(texts: readonly string[]): [string, string][] {
  return texts.map((text) => {
    const at = text.indexOf(':');
    if (at >= 0) return [text.slice(0, at), text.slice(at + 1)];
    throw badRequest(`malformed 'tag' parameter, expecting key:value, received: ${text}`);
  });
}

/** `{"key":"value"}`. */
export function jsonTags(texts: readonly string[], name = 'tags'): [string, string][] {
  return texts.flatMap((text) => {
    if (text === '') return [];
    const parsed = parseJson(text, name);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
      return Object.entries(parsed).map(([key, value]): [string, string] => {
        if (typeof value === 'string') return [key, value];
        throw malformed(name, `cannot unmarshal ${typeof value} into Go value of type string`);
      });
    }
    if (parsed === null) return [];
    throw malformed(name, 'cannot unmarshal into Go value of type map[string]string');
  });
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw malformed(name, error instanceof Error ? error.message : String(error));
  }
}

function malformed(name: string, reason: string): Error {
  return badRequest(`malformed '${name}' parameter, cannot unmarshal JSON: ${reason}`);
}
