// What Zipkin's query API can be asked, over what the store knows. Names are told in lower case, as Zipkin has
// them, and found whatever their case.

import { hexToBytes } from '@throughline/model/base/hex';
import type { SpanBatch } from '@throughline/model/batch/span-batch';
import {
  LOCAL_ENDPOINT,
  REMOTE_ENDPOINT,
  ZIPKIN_ATTRIBUTE,
} from '@throughline/model/zipkin/attribute-names';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import type { QueryLimits, TimeRange } from '@throughline/storage/contract/traceql-store';
import type { Value } from '@throughline/traceql/eval/value';
import { printField } from '@throughline/traceql/syntax/print-value';
import { readAhead } from '../../query/read-ahead.ts';
import { type DependencyLink, dependencyLinks } from './dependency-links.ts';
import { readRemoteCalls } from './remote-calls.ts';
import { searchQuery } from './search-query.ts';
import type { TraceSearch } from './search-request.ts';
import { DEFAULT_LOOKBACK_MS, MAX_COMPLETIONS } from './zipkin-limits.ts';

export interface ZipkinQueriesOptions {
  readonly store: Pick<SpanStore, 'services' | 'operations' | 'dependencies' | 'trace' | 'traceql'>;
  readonly limits: QueryLimits;
  nowNs(): bigint;
}

const NS_PER_MS = 1_000_000n;

/** Rejects with what the store rejects with, and with TraceqlError when a search says too much. */
export interface ZipkinQueries {
  services(signal: AbortSignal): Promise<string[]>;
  spanNames(service: string, signal: AbortSignal): Promise<string[]>;
  /** Those that it named within the last day. */
  remoteServices(service: string, signal: AbortSignal): Promise<string[]>;
  tagNames(signal: AbortSignal): Promise<string[]>;
  tagValues(tag: string, signal: AbortSignal): Promise<string[]>;
  /** Each whole, newest first. */
  search(search: TraceSearch, signal: AbortSignal): AsyncIterable<SpanBatch>;
  trace(traceId: Uint8Array, signal: AbortSignal): Promise<SpanBatch | undefined>;
  /** Those that there are, by ids of 32 digits. */
  traces(traceIds: readonly string[], signal: AbortSignal): AsyncIterable<SpanBatch>;
  dependencies(range: TimeRange, signal: AbortSignal): Promise<DependencyLink[]>;
  /** The names that a service goes by in the store. */
  storedServices(service: string, signal: AbortSignal): Promise<string[]>;
}

export function createZipkinQueries(options: ZipkinQueriesOptions): ZipkinQueries {
  const { store, limits } = options;
  const trace: ZipkinQueries['trace'] = async (traceId, signal) => {
    const batch = await store.trace(traceId, signal);
    return batch === undefined || batch.rowCount === 0 ? undefined : batch;
  };
  const traces: ZipkinQueries['traces'] = (traceIds, signal) =>
    readAhead(traceIds, (id) => trace(hexToBytes(id) ?? new Uint8Array(), signal));
  const names = createNameQueries(options);
  return {
    ...names,
    trace,
    traces,
    async *search(search, signal) {
      const { service, range, limit } = search;
      const services =
        service === undefined ? undefined : await names.storedServices(service, signal);
      // Nothing is of a service that nobody has heard of.
      if (services?.length === 0) return;
      const query = searchQuery(search, services);
      const answer = await store.traceql.search(
        { query, range, order: 'start', limit, spansPerSpanset: 1, limits },
        signal,
      );
      yield* traces(
        answer.traces.map(({ traceId }) => traceId),
        signal,
      );
    },
    async dependencies(range, signal) {
      // One after the other: each takes the memory that a query may have.
      const { dependencies } = await store.dependencies({ range, limits }, signal);
      const remoteCalls = await readRemoteCalls(store.traceql, { range, limits }, signal);
      const services = new Set(await names.services(signal));
      return dependencyLinks(dependencies, remoteCalls, services);
    },
  };
}

type NameQueries = Pick<
  ZipkinQueries,
  'services' | 'spanNames' | 'remoteServices' | 'tagNames' | 'tagValues' | 'storedServices'
>;

function createNameQueries({ store, limits, nowNs }: ZipkinQueriesOptions): NameQueries {
  const storedServices: NameQueries['storedServices'] = async (service, signal) => {
    const told = service.toLowerCase();
    const services = await store.services(signal);
    return services.map(({ name }) => name).filter((name) => name.toLowerCase() === told);
  };
  return {
    storedServices,
    async services(signal) {
      return toldNames((await store.services(signal)).map(({ name }) => name));
    },
    async spanNames(service, signal) {
      const stored = await storedServices(service, signal);
      const operations = await Promise.all(stored.map((name) => store.operations(name, signal)));
      return toldNames(operations.flat().map(({ name }) => name));
    },
    async remoteServices(service, signal) {
      const stored = await storedServices(service, signal);
      const endNs = nowNs() + 1n;
      const startNs = endNs - BigInt(DEFAULT_LOOKBACK_MS) * NS_PER_MS;
      const request = { services: stored, range: { startNs, endNs }, limits };
      const calls = await readRemoteCalls(store.traceql, request, signal);
      return toldNames(calls.map(({ remoteService }) => remoteService));
    },
    async tagNames(signal) {
      const { items } = await store.traceql.attributeNames(
        { scope: 'span', range: {}, limit: MAX_COMPLETIONS },
        signal,
      );
      return items
        .map(({ name }) => name)
        .filter((name) => !NO_TAGS.has(name))
        .sort();
    },
    async tagValues(tag, signal) {
      const range = { start: 0, end: 0 };
      const field = printField({
        kind: 'attribute',
        scope: 'span',
        ofParent: false,
        name: tag,
        range,
      });
      const { items } = await store.traceql.attributeValues(
        { field, range: {}, limit: MAX_COMPLETIONS },
        signal,
      );
      return [...new Set(items.map(({ value }) => valueText(value)))].filter(Boolean).sort();
    },
  };
}

function toldNames(names: readonly string[]): string[] {
  const told = new Set(names.map((name) => name.toLowerCase()));
  return [...told].filter((name) => name !== '').sort();
}

/** Attributes that are told as something else. */
const NO_TAGS: ReadonlySet<string> = new Set([
  ...[LOCAL_ENDPOINT, REMOTE_ENDPOINT].flatMap(({ serviceName, address, port, ipv6 }) => [
    ...[serviceName, address, port].flatMap((choice) => choice?.usual ?? []),
    ...[serviceName, address, port].flatMap((choice) => choice?.other ?? []),
    ipv6,
  ]),
  ...Object.values(ZIPKIN_ATTRIBUTE),
]);

/** '' for what cannot be asked for as text. */
function valueText(value: Value): string {
  switch (value.type) {
    case 'string':
      return value.value;
    case 'int':
    case 'float':
    case 'bool':
      return String(value.value);
    default:
      return '';
  }
}
