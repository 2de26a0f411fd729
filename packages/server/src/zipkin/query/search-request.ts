// A search as clients of Zipkin ask for it (`/api/v2/traces`), and a range of time as they write it: a last
// moment and how far back from there, both in milliseconds.

import type { TimeRange } from '@throughline/storage/contract/traceql-store';
import { BadRequestError } from '../../tempo/bad-request.ts';
import { DEFAULT_LOOKBACK_MS, DEFAULT_TRACES, MAX_TRACES } from './zipkin-limits.ts';

export interface TraceSearch {
  /** In lower case, like the other names; undefined: of any. */
  readonly service: string | undefined;
  readonly remoteService: string | undefined;
  readonly spanName: string | undefined;
  readonly terms: readonly AnnotationTerm[];
  readonly minDurationNs: bigint | undefined;
  readonly maxDurationNs: bigint | undefined;
  readonly range: TimeRange;
  /** Traces, newest first. */
  readonly limit: number;
}

/** Without a value: an annotation, or a tag of any value. */
export interface AnnotationTerm {
  readonly key: string;
  readonly value: string | undefined;
}

const NS_PER_MS = 1_000_000n;
const NS_PER_US = 1000n;

/** Parameters that are empty count as missing. */
export function readParameter(url: URLSearchParams, name: string): string | undefined {
  return url.get(name) || undefined;
}

export function requireParameter(url: URLSearchParams, name: string): string {
  const value = url.get(name);
  if (value === null)
    throw new BadRequestError(`Mandatory parameter/header/attribute is missing: ${name}`);
  return value;
}

export function readSearch(url: URLSearchParams, nowNs: bigint): TraceSearch {
  const range = readRange(url, nowNs);
  const limit = readPositive(url, 'limit') ?? BigInt(DEFAULT_TRACES);
  const spanName = readName(url, 'spanName');
  return {
    service: readName(url, 'serviceName'),
    remoteService: readName(url, 'remoteServiceName'),
    // What old pages send for any.
    spanName: spanName === 'all' ? undefined : spanName,
    terms: readTerms(readParameter(url, 'annotationQuery') ?? ''),
    ...readDurations(url),
    range,
    limit: limit > MAX_TRACES ? MAX_TRACES : Number(limit),
  };
}

/** Both ends are in the range. */
export function readRange(url: URLSearchParams, nowNs: bigint): TimeRange {
  const endMs = readPositive(url, 'endTs');
  const lookbackMs = readPositive(url, 'lookback') ?? BigInt(DEFAULT_LOOKBACK_MS);
  // The last millisecond is in it whole.
  const endNs = endMs === undefined ? nowNs + 1n : (endMs + 1n) * NS_PER_MS;
  const startNs = (endMs ?? nowNs / NS_PER_MS) * NS_PER_MS - lookbackMs * NS_PER_MS;
  return { startNs: startNs < 0n ? 0n : startNs, endNs };
}

function readDurations(url: URLSearchParams) {
  const minUs = readPositive(url, 'minDuration');
  const maxUs = readInteger(url, 'maxDuration');
  if (minUs === undefined && maxUs !== undefined) {
    throw new BadRequestError('maxDuration is only valid with minDuration');
  }
  if (minUs !== undefined && maxUs !== undefined && maxUs < minUs) {
    throw new BadRequestError('maxDuration < minDuration');
  }
  return {
    minDurationNs: minUs === undefined ? undefined : minUs * NS_PER_US,
    maxDurationNs: maxUs === undefined ? undefined : maxUs * NS_PER_US,
  };
}

function readName(url: URLSearchParams, parameter: string): string | undefined {
  return readParameter(url, parameter)?.toLowerCase();
}

/** `error and http.method=GET`. */
export function readTerms(text: string): AnnotationTerm[] {
  return text
    .split(' and ')
    .map((term) => term.trim())
    .filter((term) => term !== '')
    .map((term) => {
      const at = term.indexOf('=');
      if (at < 0) return { key: term, value: undefined };
      return { key: term.slice(0, at), value: term.slice(at + 1) || undefined };
    });
}

function readPositive(url: URLSearchParams, name: string): bigint | undefined {
  const value = readInteger(url, name);
  if (value !== undefined && value <= 0n) throw new BadRequestError(`${name} <= 0`);
  return value;
}

/** More digits are after the end of all clocks. */
const INTEGER = /^-?[0-9]{1,15}$/;

function readInteger(url: URLSearchParams, name: string): bigint | undefined {
  const text = readParameter(url, name);
  if (text === undefined) return undefined;
  if (!INTEGER.test(text)) throw new BadRequestError(`For input string: "${text}"`);
  return BigInt(text);
}
