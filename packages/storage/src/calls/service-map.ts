// Who calls whom, with figures for each edge and node: what is counted of the minutes of the range, and the spans of
// those that are not counted yet; of these, when they are too many for one statement, a sample of their traces. What
// Jaeger and Zipkin ask for has services alone: read/dependencies.ts.

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
import {
  PLACES,
  type QuantilePlaces,
  quantilesOf,
  withPlaces,
} from '../read/histogram-quantiles.ts';
import { SqlParameters } from '../read/sql-parameters.ts';
import { secondOf } from '../traceql/filed-range.ts';
import {
  LimitReachedError,
  type ReadSession,
  readWhole,
  type Statement,
} from '../traceql/read-session.ts';
import {
  BUCKETS_PER_DOUBLING,
  CALL_COLUMNS,
  type CallWindow,
  callCounts,
  hashOfMinute,
} from './call-counts.ts';
import { HOUR, MINUTE, type Unit, unitStates, withinRuns } from './counted-units.ts';
import { type Run, runsOf, wholeUnits, without } from './runs.ts';

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

/** Rejects with QueryLimitError: a part of the calls would be a wrong picture. */
export async function readServiceMap(
  clickhouse: ClickHouse,
  { range, limits }: ServiceMapRequest,
  signal: AbortSignal | undefined,
  bounds: Partial<MapBounds> = {},
): Promise<ServiceMap> {
  return readWhole(clickhouse, limits, signal, async (session) => {
    const asked = wholeMinutes(range);
    const [state, names] = await Promise.all([readState(session, asked), serviceNames(session)]);
    const allBounds = { ...BOUNDS, ...bounds };
    const { rows, uncountedShare } = await readRows(session, state, allBounds);
    const { countedSpans, lookedSpans, uncountedSpans } = state;
    const spans = countedSpans + uncountedSpans;
    const looked = lookedSpans + uncountedSpans * uncountedShare;
    const share = spans === 0 ? 1 : looked / spans;
    return mapOf(rows, names, { share, maxEdges: allBounds.maxEdges });
  });
}

/** Calls are counted by minute: the range is that of its minutes. */
function wholeMinutes({ startNs, endNs }: TimeRange): Run {
  const { seconds } = MINUTE;
  const firstS = secondOf(startNs ?? 0n);
  const lastS = secondOf(endNs === undefined ? MAX_NS : endNs - 1n);
  return { firstS: firstS - (firstS % seconds), untilS: lastS - (lastS % seconds) + seconds };
}

/** Of the year 2100, within what the engine's times hold. */
const MAX_NS = 4_102_444_800_000_000_000n;

interface UncountedMinute {
  readonly minuteS: number;
  readonly spans: number;
  readonly hash: number;
}

interface CountedState {
  /** Whose counts by hour hold, and those by minute; the spans of `uncounted` are to be read. */
  readonly hours: readonly Run[];
  readonly minutes: readonly Run[];
  readonly countedSpans: number;
  /** Of these, those whose traces were looked at. */
  readonly lookedSpans: number;
  readonly uncountedSpans: number;
  readonly uncounted: readonly UncountedMinute[];
  readonly uncountedRuns: readonly Run[];
}

async function readState(session: ReadSession, asked: Run): Promise<CountedState> {
  const wholeHours = wholeUnits(asked, HOUR.seconds);
  const ofHours =
    wholeHours === undefined ? NO_UNITS : await readUnits(session, HOUR, [wholeHours]);
  const openHours = runsOf(
    ofHours.uncounted.map(({ minuteS }) => minuteS),
    HOUR.seconds,
  );
  const hours = wholeHours === undefined ? [] : without(wholeHours, openHours);
  const byMinute = without(asked, hours);
  const ofMinutes = await readMinutes(session, byMinute);
  const uncountedRuns = byMinute.flatMap(({ firstS, untilS }) =>
    runsOf(
      ofMinutes.uncounted
        .map(({ minuteS }) => minuteS)
        .filter((minuteS) => minuteS >= firstS && minuteS < untilS),
      MINUTE.seconds,
    ),
  );
  return {
    hours,
    minutes: byMinute.flatMap((run) => without(run, uncountedRuns)),
    countedSpans: ofHours.countedSpans + ofMinutes.countedSpans,
    lookedSpans: ofHours.lookedSpans + ofMinutes.lookedSpans,
    uncountedSpans: spansOf(ofMinutes.uncounted),
    uncounted: ofMinutes.uncounted,
    uncountedRuns,
  };
}

/** Each run by itself reads little; where there are many it is one statement over all the time between them. */
const MAX_RUNS_APART = 4;

async function readMinutes(session: ReadSession, runs: readonly Run[]): Promise<UnitsState> {
  if (runs.length > MAX_RUNS_APART) return readUnits(session, MINUTE, runs);
  const states = await Promise.all(runs.map((run) => readUnits(session, MINUTE, [run])));
  return {
    countedSpans: states.reduce((sum, { countedSpans }) => sum + countedSpans, 0),
    lookedSpans: states.reduce((sum, { lookedSpans }) => sum + lookedSpans, 0),
    uncounted: states.flatMap(({ uncounted }) => uncounted),
  };
}

interface UnitsState {
  readonly countedSpans: number;
  readonly lookedSpans: number;
  readonly uncounted: readonly UncountedMinute[];
}

const NO_UNITS: UnitsState = { countedSpans: 0, lookedSpans: 0, uncounted: [] };

/** Of the units within the runs, which ascend; at least one. */
async function readUnits(
  session: ReadSession,
  unit: Unit,
  runs: readonly Run[],
): Promise<UnitsState> {
  const parameters = new SqlParameters();
  const all = { firstS: runs[0]?.firstS ?? 0, untilS: runs.at(-1)?.untilS ?? 0 };
  const sql = `SELECT
  toFloat64(sumIf(spans, is_counted)) AS countedSpans,
  sumIf(spans * share, is_counted) AS lookedSpans,
  arraySort(groupArrayIf((toUnixTimestamp(begins), toFloat64(spans), ${hashOfMinute('begins')}), NOT is_counted)) AS uncounted
FROM (${unitStates(unit, all, parameters)})
WHERE ${withinRuns('begins', runs, parameters)}`;
  const [row] = await session.rows<{
    countedSpans: number;
    lookedSpans: number;
    uncounted: readonly (readonly [number, number, number])[];
  }>({ sql, parameters });
  if (row === undefined) return NO_UNITS;
  const uncounted = row.uncounted.map(([minuteS, spans, hash]) => ({ minuteS, spans, hash }));
  return { ...row, uncounted };
}

function spansOf(minutes: readonly UncountedMinute[]): number {
  return minutes.reduce((sum, { spans }) => sum + spans, 0);
}

interface Sample {
  readonly oneTraceIn: number;
  readonly oneMinuteIn: number;
  readonly share: number;
}

function chooseSample(
  { uncounted, uncountedSpans: total }: CountedState,
  { maxJoinedSpans, maxReadSpans }: MapBounds,
): Sample {
  if (total <= maxJoinedSpans) return { oneTraceIn: 1, oneMinuteIn: 1, share: 1 };
  const wanted = Math.ceil(total / maxReadSpans);
  const chosen = spansOf(uncounted.filter(({ hash }) => hash % wanted === 0));
  // A burst within few minutes may miss all that are chosen: then all are read.
  const oneMinuteIn = chosen > maxJoinedSpans ? wanted : 1;
  const read = oneMinuteIn === 1 ? total : chosen;
  const oneTraceIn = Math.ceil(read / maxJoinedSpans);
  return { oneTraceIn, oneMinuteIn, share: read / total / oneTraceIn };
}

interface MapRow extends QuantilePlaces {
  /** `any`: of every span of a service, only to know that it is there; empty: of the node itself. */
  readonly fromType: PeerType | 'any' | '';
  readonly fromName: string;
  readonly toType: PeerType;
  readonly toName: string;
  readonly system: string;
  readonly calls: number;
  readonly errors: number;
  readonly shortestNs: number;
  readonly longestNs: number;
  readonly maxWeight: number;
  readonly rowCount: number;
}

interface MapRows {
  readonly rows: readonly MapRow[];
  readonly uncountedShare: number;
}

async function readRows(
  session: ReadSession,
  state: CountedState,
  bounds: MapBounds,
): Promise<MapRows> {
  for (let attempt = 1, now = chooseSample(state, bounds); ; attempt++) {
    const { oneTraceIn, oneMinuteIn, share } = now;
    const sample = { oneTraceIn, oneMinuteIn, part: 0 };
    const window = { runs: state.uncountedRuns, sample, scale: 1 / share };
    try {
      const rows = await session.rows<MapRow>(mapStatement(state, window, bounds.maxEdges));
      return { rows, uncountedShare: share };
    } catch (error) {
      const isTooLarge = error instanceof LimitReachedError && error.incomplete.limit === 'memory';
      if (!isTooLarge || attempt === MAX_ATTEMPTS) throw error;
      now = { ...now, oneTraceIn: oneTraceIn * 2, share: share / 2 };
    }
  }
}

function mapStatement(
  { hours, minutes }: CountedState,
  window: CallWindow,
  maxEdges: number,
): Statement {
  const parameters = new SqlParameters();
  const sources = [
    ...countedCalls(HOUR, hours, parameters),
    ...countedCalls(MINUTE, minutes, parameters),
    ...(window.runs.length === 0
      ? []
      : [`SELECT ${CALL_COLUMNS} FROM (${callCounts(window, parameters)})`]),
  ];
  const sql = `SELECT
  from_type AS fromType, from_name AS fromName, to_type AS toType, to_name AS toName, system,
  calls, errors, shortest AS shortestNs, longest AS longestNs, maxWeight, rowCount,
  ${PLACES}
FROM ${withPlaces(`SELECT from_type, from_name, to_type, to_name, any(its_system) AS system,
    sum(its_calls) AS calls, sum(its_errors) AS errors,
    toFloat64(min(shortest_ns)) AS shortest, toFloat64(max(longest_ns)) AS longest, max(weight) AS maxWeight,
    sumMap([bucket], [its_calls]) AS histogram,
    toFloat64(count() OVER (PARTITION BY from_type IN ('', 'any'))) AS rowCount
  FROM (
    SELECT any(its_from_type) AS from_type, any(its_from_name) AS from_name,
      any(its_to_type) AS to_type, any(its_to_name) AS to_name, line, bucket,
      any(system) AS its_system, sum(its_calls) AS its_calls, sumIf(errors, place = 1) AS its_errors,
      min(shortest_ns) AS shortest_ns, max(longest_ns) AS longest_ns, max(max_weight) AS weight
    FROM (
      SELECT lines.from_type AS its_from_type, lines.from_name AS its_from_name,
        ${KNOWN_TYPE} AS its_to_type, ${KNOWN_NAME} AS its_to_name,
        cityHash64(its_from_type, its_from_name, its_to_type, its_to_name) AS line,
        system, duration_histogram, errors, shortest_ns, longest_ns, max_weight
      FROM (${sources.join(' UNION ALL ')}) AS lines
      WHERE NOT (lines.from_type = '' AND ${IS_KNOWN})
    )
    ARRAY JOIN duration_histogram.1 AS bucket, duration_histogram.2 AS its_calls,
      arrayEnumerate(duration_histogram.1) AS place
    GROUP BY line, bucket
  )
  GROUP BY from_type, from_name, to_type, to_name`)}
ORDER BY from_type = 'any', calls DESC, from_name, to_name
LIMIT ${parameters.bind('UInt32', maxEdges)} BY if(from_type IN ('', 'any'), from_type, 'edge')`;
  return { sql, parameters };
}

/** An outside service that sends spans after all, under the name by which it was called, is that service. */
const IS_KNOWN = `(lines.to_type = 'external' AND lines.to_name IN (SELECT service_name FROM service_hours))`;
const KNOWN_TYPE = `if(${IS_KNOWN}, 'service', lines.to_type)`;
const KNOWN_NAME = `if(${IS_KNOWN}, toString(cityHash64(lines.to_name)), lines.to_name)`;

/** None, or one. */
function countedCalls(unit: Unit, runs: readonly Run[], parameters: SqlParameters): string[] {
  if (runs.length === 0) return [];
  const within = `unit_seconds = ${unit.seconds} AND ${withinRuns('begins', runs, parameters)}`;
  const latest = `SELECT begins, counted_at FROM counted_calls FINAL WHERE ${within}`;
  return [
    `SELECT ${CALL_COLUMNS} FROM calls WHERE ${within} AND (begins, counted_at) IN (${latest})`,
  ];
}

async function serviceNames(session: ReadSession): Promise<ReadonlyMap<string, string>> {
  const sql = `SELECT DISTINCT service_name AS name, toString(cityHash64(service_name)) AS hash
FROM service_hours`;
  const parameters = new SqlParameters();
  const rows = await session.rows<{ name: string; hash: string }>({ sql, parameters });
  return new Map(rows.map(({ name, hash }) => [hash, name]));
}

function mapOf(
  rows: readonly MapRow[],
  names: ReadonlyMap<string, string>,
  { share, maxEdges }: { readonly share: number; readonly maxEdges: number },
): ServiceMap {
  const nameOf = (type: string, name: string) =>
    type === 'service' ? (names.get(name) ?? '') : name;
  const nodes = new Map<string, MapNode>();
  const all: MapEdge[] = [];
  for (const row of rows) {
    const to = { type: row.toType, name: nameOf(row.toType, row.toName) };
    const figures = figuresOf(row);
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
  // A caller may have begun before the range. Where nodes were left out for their number, edges to them go, too.
  const haveAll = ['', 'any'].every(
    (type) => rows.filter(({ fromType }) => fromType === type).length < maxEdges,
  );
  for (const end of haveAll ? all.flatMap(({ from, to }) => [from, to]) : []) {
    if (!nodes.has(keyOf(end))) nodes.set(keyOf(end), { ...end, ...NO_CALLS });
  }
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

function figuresOf(row: MapRow): CallFigures {
  const { calls, errors, shortestNs, longestNs } = row;
  const [p50Ns = 0, p95Ns = 0, p99Ns = 0] = quantilesOf(row, BUCKETS_PER_DOUBLING).map((ns) =>
    Math.round(Math.min(Math.max(ns, shortestNs), longestNs)),
  );
  return { calls: Math.round(calls), errors: Math.round(errors), p50Ns, p95Ns, p99Ns };
}

function omittedOf(rows: readonly MapRow[], told: number): number {
  const edge = rows.find(({ fromType }) => fromType !== '' && fromType !== 'any');
  return edge === undefined ? 0 : edge.rowCount - told;
}
