// What is stored, and whose it is. The engine knows how large its tables are; which service or attribute takes how
// much of the spans is estimated from a sample of blocks of the table, so that it costs the same whatever is stored.

import type { ClickHouse } from '../client/clickhouse.ts';
import type {
  AttributeUsage,
  DiskUsage,
  DiskUsageRequest,
  TableUsage,
  UsageKind,
  UsageRest,
} from '../contract/disk-usage.ts';
import { type ReadSession, readWhole } from '../traceql/read-session.ts';
import { BLOCK_HASH } from './block-hash.ts';
import { SqlParameters } from './sql-parameters.ts';

/** Some 100 MiB of attributes to read; enough for shares of a percent. */
const SAMPLED_SPANS = 200_000;

export async function readDiskUsage(
  clickhouse: ClickHouse,
  { limits, maxItems }: DiskUsageRequest,
  signal: AbortSignal | undefined,
  sampleSize: number = SAMPLED_SPANS,
): Promise<DiskUsage> {
  return readWhole(clickhouse, limits, signal, async (session) => {
    const tables = await readTables(session);
    const stored = tables.find(({ name }) => name === 'spans') ?? NO_SPANS;
    const oneIn = Math.max(1, Math.ceil(stored.rows / sampleSize));
    const services = await readServices(session, oneIn);
    const attributes = await readAttributes(session, oneIn);
    const sampledSpans = sum(services, 'spans');
    const shared = {
      bytesPerWeight: stored.bytes / Math.max(1, sum(services, 'weight')),
      spansPerSample: stored.rows / Math.max(1, sampledSpans),
    };
    return {
      tables,
      ...limitedServices(services, shared, maxItems),
      ...limitedAttributes(attributes, shared, maxItems),
      storedSpans: stored.rows,
      sampledSpans,
    };
  });
}

const NO_SPANS: TableUsage = { name: 'spans', bytes: 0, rows: 0 };

async function readTables(session: ReadSession): Promise<TableUsage[]> {
  const sql = `SELECT table AS name, toFloat64(sum(bytes_on_disk)) AS bytes, toFloat64(sum(rows)) AS rows
FROM system.parts WHERE active AND database = currentDatabase()
GROUP BY table ORDER BY bytes DESC, name`;
  return session.rows<TableUsage>({ sql, parameters: new SqlParameters() });
}

/** Ids, times and names of a span, and the keys of its attributes, as the columns hold them. */
const COLUMN_BYTES = 64;
const KEY_BYTES = 2;
const NUMBER_BYTES = 8 + KEY_BYTES;

const TEXT_WEIGHT = (map: string) =>
  `arraySum(text -> length(text) + ${KEY_BYTES}, mapValues(${map}))`;
const LIST_WEIGHT = (list: string) => `if(empty(${list}), 0, byteSize(${list}))`;

const SPAN_WEIGHT = `${COLUMN_BYTES} + ${TEXT_WEIGHT('attr_string')} + ${TEXT_WEIGHT('attr_other')}
  + ${NUMBER_BYTES} * (length(attr_int) + length(attr_double))
  + ${LIST_WEIGHT('events')} + ${LIST_WEIGHT('links')}`;

function sampled(oneIn: number, parameters: SqlParameters): string {
  if (oneIn === 1) return 'spans';
  const share = parameters.bind('UInt32', oneIn);
  return `spans PREWHERE ${BLOCK_HASH} % ${share} = 0`;
}

interface WeighedService {
  readonly name: string;
  readonly spans: number;
  readonly weight: number;
}

async function readServices(session: ReadSession, oneIn: number): Promise<WeighedService[]> {
  const parameters = new SqlParameters();
  const sql = `SELECT toString(service_name) AS name, toFloat64(count()) AS spans,
  toFloat64(sum(${SPAN_WEIGHT})) AS weight
FROM ${sampled(oneIn, parameters)}
GROUP BY name ORDER BY weight DESC, name`;
  return session.rows<WeighedService>({ sql, parameters });
}

interface WeighedAttribute extends WeighedService {
  readonly kind: UsageKind;
}

async function readAttributes(session: ReadSession, oneIn: number): Promise<WeighedAttribute[]> {
  const parameters = new SqlParameters();
  const texts = (map: string) =>
    `arrayMap((key, text) -> ('attribute', toString(key), toUInt64(length(text) + ${KEY_BYTES})), mapKeys(${map}), mapValues(${map}))`;
  const numbers = (map: string) =>
    `arrayMap(key -> ('attribute', toString(key), toUInt64(${NUMBER_BYTES})), mapKeys(${map}))`;
  const list = (kind: UsageKind, column: string) =>
    `if(empty(${column}), [], [('${kind}', '', toUInt64(byteSize(${column})))])`;
  const sql = `SELECT item.1 AS kind, item.2 AS name, toFloat64(count()) AS spans,
  toFloat64(sum(item.3)) AS weight
FROM (
  SELECT arrayJoin(arrayConcat([('columns', '', toUInt64(${COLUMN_BYTES}))],
    ${texts('attr_string')}, ${texts('attr_other')}, ${numbers('attr_int')}, ${numbers('attr_double')},
    ${list('events', 'events')}, ${list('links', 'links')})) AS item
  FROM ${sampled(oneIn, parameters)}
)
GROUP BY kind, name ORDER BY weight DESC, kind, name`;
  return session.rows<WeighedAttribute>({ sql, parameters });
}

interface Scale {
  readonly bytesPerWeight: number;
  readonly spansPerSample: number;
}

function limitedServices(services: readonly WeighedService[], scale: Scale, maxItems: number) {
  return {
    services: services.slice(0, maxItems).map(({ name, ...item }) => ({
      name,
      ...scaled(item, scale),
    })),
    otherServices: restOf(services.slice(maxItems), scale),
  };
}

function limitedAttributes(
  attributes: readonly WeighedAttribute[],
  scale: Scale,
  maxItems: number,
) {
  return {
    attributes: attributes.slice(0, maxItems).map(
      ({ kind, name, ...item }): AttributeUsage => ({
        kind,
        name,
        ...scaled(item, scale),
      }),
    ),
    otherAttributes: restOf(attributes.slice(maxItems), scale),
  };
}

function scaled(item: { readonly spans: number; readonly weight: number }, scale: Scale) {
  return {
    spans: Math.round(item.spans * scale.spansPerSample),
    bytes: Math.round(item.weight * scale.bytesPerWeight),
  };
}

function restOf(
  items: readonly { readonly weight: number }[],
  { bytesPerWeight }: Scale,
): UsageRest {
  const weight = items.reduce((total, item) => total + item.weight, 0);
  return { count: items.length, bytes: Math.round(weight * bytesPerWeight) };
}

function sum(services: readonly WeighedService[], of: 'spans' | 'weight'): number {
  return services.reduce((total, service) => total + service[of], 0);
}
