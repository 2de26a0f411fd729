// Who calls whom, with figures for each edge and node: one statement over the spans of the range, or, when there
// are too many for one, over a sample of their traces. What Jaeger and Zipkin ask for is exact, and has services
// alone: dependencies.ts.

import { compareText } from '@throughline/traceql/eval/value';
import type { ClickHouse } from '../client/clickhouse.ts';
import type {
  CallFigures,
  MapEdge,
  MapNode,
  Peer,
  PeerType,
  ServiceMap,
  ServiceMapRequest,
} from '../contract/service-map.ts';
import type { TimeRange } from '../contract/traceql-store.ts';
import { secondOf } from '../traceql/filed-range.ts';
import { LimitReachedError, type ReadSession, readWhole } from '../traceql/read-session.ts';
import { serviceMapStatement, type TraceSample } from './service-map-statement.ts';
import { SqlParameters } from './sql-parameters.ts';

export interface MapBounds {
  readonly maxJoinedSpans: number;
  readonly maxReadSpans: number;
  readonly maxEdges: number;
}

const BOUNDS: MapBounds = {
  /** In one statement: some 400 bytes each in the engine, and some microseconds of a core. */
  maxJoinedSpans: 200_000,
  /** Whose attributes are read: a second or two of an engine with two cores. */
  maxReadSpans: 4_000_000,
  /** More lines than a picture can show; the rest is counted. As many nodes. */
  maxEdges: 2_000,
};
/** With half as many spans each time, one of these fits into the memory. */
const MAX_ATTEMPTS = 6;

export async function readServiceMap(
  clickhouse: ClickHouse,
  { range, limits }: ServiceMapRequest,
  signal: AbortSignal | undefined,
  bounds: Partial<MapBounds> = {},
): Promise<ServiceMap> {
  return readWhole(clickhouse, limits, signal, async (session) => {
    const allBounds = { ...BOUNDS, ...bounds };
    const sample = await chooseSample(session, range, allBounds);
    const names = await serviceNames(session);
    return mapOf(await readRows(session, range, sample, allBounds), names);
  });
}

interface Sample extends TraceSample {
  readonly share: number;
}

async function chooseSample(
  session: ReadSession,
  range: TimeRange,
  { maxJoinedSpans, maxReadSpans }: MapBounds,
): Promise<Sample> {
  const { total } = await countSpans(session, range, 1);
  if (total <= maxJoinedSpans) return { oneTraceIn: 1, oneMinuteIn: 1, share: 1 };
  const wanted = Math.ceil(total / maxReadSpans);
  const { chosen } = wanted > 1 ? await countSpans(session, range, wanted) : { chosen: total };
  // A burst within few minutes may miss all that are chosen: then all are read.
  const oneMinuteIn = chosen > maxJoinedSpans ? wanted : 1;
  const read = oneMinuteIn === 1 ? total : chosen;
  const oneTraceIn = Math.ceil(read / maxJoinedSpans);
  return { oneTraceIn, oneMinuteIn, share: read / total / oneTraceIn };
}

async function countSpans(session: ReadSession, range: TimeRange, oneMinuteIn: number) {
  const { startNs, endNs } = range;
  const parameters = new SqlParameters();
  const second = (ns: bigint) => `toDateTime(${parameters.bind('UInt32', secondOf(ns))}, 'UTC')`;
  const conditions = [
    ...(startNs === undefined ? [] : [`rollups.minute >= toStartOfMinute(${second(startNs)})`]),
    ...(endNs === undefined ? [] : [`rollups.minute <= ${second(endNs - 1n)}`]),
  ];
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const stride = parameters.bind('UInt32', oneMinuteIn);
  const sql = `SELECT toFloat64(sum(span_count)) AS total,
  toFloat64(sumIf(span_count, intHash32(toUnixTimestamp(rollups.minute)) % ${stride} = 0)) AS chosen
FROM rollups ${where}`;
  const [row] = await session.rows<{ total: number; chosen: number }>({ sql, parameters });
  return row ?? { total: 0, chosen: 0 };
}

interface MapRow {
  /** `any`: of every span of a service, only to know that it is there; empty: of the node itself. */
  readonly fromType: PeerType | 'any' | '';
  readonly fromName: string;
  readonly toType: PeerType;
  readonly toName: string;
  readonly system: string;
  readonly calls: number;
  readonly errors: number;
  readonly durations: readonly [number, number, number];
  readonly maxWeight: number;
  readonly rowCount: number;
}

interface MapRows {
  readonly rows: readonly MapRow[];
  readonly share: number;
}

async function readRows(
  session: ReadSession,
  range: TimeRange,
  sample: Sample,
  { maxEdges }: MapBounds,
): Promise<MapRows> {
  for (let attempt = 1, now = sample; ; attempt++) {
    try {
      const rows = await session.rows<MapRow>(serviceMapStatement(range, now, maxEdges));
      return { rows, share: now.share };
    } catch (error) {
      const isTooLarge = error instanceof LimitReachedError && error.incomplete.limit === 'memory';
      if (!isTooLarge || attempt === MAX_ATTEMPTS) throw error;
      now = { ...now, oneTraceIn: now.oneTraceIn * 2, share: now.share / 2 };
    }
  }
}

async function serviceNames(session: ReadSession): Promise<ReadonlyMap<string, string>> {
  const sql = `SELECT DISTINCT service_name AS name, toString(cityHash64(service_name)) AS hash
FROM rollups`;
  const parameters = new SqlParameters();
  const rows = await session.rows<{ name: string; hash: string }>({ sql, parameters });
  return new Map(rows.map(({ name, hash }) => [hash, name]));
}

function mapOf({ rows, share }: MapRows, names: ReadonlyMap<string, string>): ServiceMap {
  const nameOf = (type: string, name: string) =>
    type === 'service' ? (names.get(name) ?? '') : name;
  const nodes = new Map<string, MapNode>();
  const all: MapEdge[] = [];
  for (const row of rows) {
    const to = { type: row.toType, name: nameOf(row.toType, row.toName) };
    const figures = figuresOf(row, share);
    if (row.fromType === '' || row.fromType === 'any') {
      const key = keyOf(to);
      // Its own figures, or none.
      const known = row.fromType === '' ? figures : NO_CALLS;
      if (row.fromType === 'any' && nodes.has(key)) continue;
      nodes.set(key, { ...to, ...(row.system === '' ? {} : { system: row.system }), ...known });
    } else {
      const from = { type: row.fromType, name: nameOf(row.fromType, row.fromName) };
      all.push({ from, to, ...figures });
    }
  }
  // Where there are too many of both, an edge may lead to a node that is left out.
  const edges = all.filter(({ from, to }) => nodes.has(keyOf(from)) && nodes.has(keyOf(to)));
  return {
    nodes: [...nodes.values()].sort((a, b) => b.calls - a.calls || compareText(a.name, b.name)),
    edges,
    share,
    isWeighted: rows.some(({ maxWeight }) => maxWeight > 1),
    omittedEdges: omittedOf(rows, edges.length),
  };
}

function keyOf({ type, name }: Peer): string {
  return `${type} ${name}`;
}

const NO_CALLS: CallFigures = { calls: 0, errors: 0, p50Ns: 0, p95Ns: 0, p99Ns: 0 };

function figuresOf({ calls, errors, durations }: MapRow, share: number): CallFigures {
  const [p50Ns, p95Ns, p99Ns] = durations;
  return {
    calls: Math.round(calls / share),
    errors: Math.round(errors / share),
    p50Ns: Math.round(p50Ns),
    p95Ns: Math.round(p95Ns),
    p99Ns: Math.round(p99Ns),
  };
}

function omittedOf(rows: readonly MapRow[], told: number): number {
  const edge = rows.find(({ fromType }) => fromType !== '' && fromType !== 'any');
  return edge === undefined ? 0 : edge.rowCount - told;
}
