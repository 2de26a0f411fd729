// Rate, errors and duration of services from the table `rollups`: one statement for all services of a range, or for
// one service and its operations.

import { KIND_CONSUMER, KIND_SERVER, STATUS_ERROR } from '@throughline/model/span/span-kind';
import type { ClickHouse } from '../client/clickhouse.ts';
import type {
  BinFigures,
  Figures,
  FiguresAnswer,
  FiguresGrid,
  FiguresRequest,
  OperationFigures,
  OperationFiguresAnswer,
  OperationFiguresRequest,
  ServiceFigures,
} from '../contract/service-figures.ts';
import { secondOf } from '../traceql/filed-range.ts';
import { type ReadSession, readWhole, type Statement } from '../traceql/read-session.ts';
import { figuresGrid } from './figures-grid.ts';
import { PLACES, type QuantilePlaces, quantilesOf, withPlaces } from './histogram-quantiles.ts';
import { SqlParameters } from './sql-parameters.ts';

/** What answers a request or takes a message. */
export const IS_REQUEST = `kind IN (${KIND_SERVER}, ${KIND_CONSUMER})`;

const NS_PER_SECOND = 1_000_000_000n;

/** A longer range is looked at from the first minute that there is: "any time" is no chart of half a century. */
const LONG_RANGE_S = 31 * 86_400;

/** Rejects with QueryLimitError: half a table would be a wrong one. */
export async function readServiceFigures(
  clickhouse: ClickHouse,
  request: FiguresRequest,
  signal: AbortSignal | undefined,
): Promise<FiguresAnswer> {
  return readWhole(clickhouse, request.limits, signal, async (session) => {
    const grid = await gridOf(session, request);
    return { grid, services: await servicesOf(session, grid, undefined) };
  });
}

/** Rejects with QueryLimitError, too. */
export async function readOperationFigures(
  clickhouse: ClickHouse,
  request: OperationFiguresRequest,
  signal: AbortSignal | undefined,
): Promise<OperationFiguresAnswer> {
  return readWhole(clickhouse, request.limits, signal, async (session) => {
    const grid = await gridOf(session, request);
    const [[service], operations] = await Promise.all([
      servicesOf(session, grid, request.service),
      operationsOf(session, grid, request),
    ]);
    return { grid, ...operations, ...(service === undefined ? {} : { service }) };
  });
}

async function gridOf(session: ReadSession, request: FiguresRequest): Promise<FiguresGrid> {
  const { range, nowNs, bins } = request;
  const endNs = range.endNs ?? nowNs;
  const endS = secondOf(endNs + NS_PER_SECOND - 1n);
  const startS = secondOf(range.startNs ?? 0n);
  if (endS - startS <= LONG_RANGE_S) return figuresGrid(startS, endS, bins);
  const firstS = await firstMinute(session, startS);
  return figuresGrid(Math.min(Math.max(startS, firstS), endS), endS, bins);
}

async function firstMinute(session: ReadSession, fromS: number): Promise<number> {
  const parameters = new SqlParameters();
  const sql = `SELECT toUnixTimestamp(min(minute)) AS first, count() AS rows FROM rollups
WHERE minute >= toDateTime(${parameters.bind('UInt32', fromS)}, 'UTC')`;
  const [row] = await session.rows<{ first: number; rows: string }>({ sql, parameters });
  return row === undefined || row.rows === '0' ? fromS : row.first;
}

/** Of a rollup's histogram. */
const BUCKETS_PER_DOUBLING = 16;

/** Of a step of a chart, of which there are many: two buckets in one. */
const STEP_BUCKETS_PER_DOUBLING = 8;
const STEP_BUCKET = 'toUInt16(intDiv(its_bucket + 1, 2))';

/** Where spans are counted by units of time, the longest first; the last ones are minutes. */
type Counts = readonly {
  readonly seconds: number;
  readonly table: string;
  readonly time: string;
}[];

const OF_SERVICES: Counts = [
  { seconds: 3_600, table: 'service_hours', time: 'hour' },
  { seconds: 300, table: 'service_five_minutes', time: 'five_minutes' },
  { seconds: 60, table: 'service_minutes', time: 'minute' },
];
const OF_OPERATIONS: Counts = [
  { seconds: 3_600, table: 'rollup_hours', time: 'hour' },
  { seconds: 60, table: 'rollups', time: 'minute' },
];

interface CountsWithin {
  /** Whole minutes: [startS, endS). */
  readonly startS: number;
  readonly endS: number;
  /** No unit may be in two steps; 0: there is one step only. */
  readonly stepS: number;
  readonly columns: string;
}

/** Rows with `minute`, where their unit begins, and the columns named: the longest units, and shorter ones at the ends. */
function countsWithin(
  counts: Counts,
  { startS, endS, stepS, columns }: CountsWithin,
  parameters: SqlParameters,
): string {
  const bind = (s: number) => `toDateTime(${parameters.bind('UInt32', s)}, 'UTC')`;
  const parts: string[] = [];
  // What is left at the begin and at the end.
  let [untilS, fromS] = [endS, endS];
  for (const { seconds, table, time } of counts) {
    const rows = (firstS: number, afterS: number): void => {
      if (firstS >= afterS) return;
      parts.push(`SELECT ${table}.${time} AS minute, ${columns} FROM ${table}
      WHERE ${table}.${time} >= ${bind(firstS)} AND ${table}.${time} < ${bind(afterS)}`);
    };
    if (stepS % seconds !== 0) continue;
    const firstS = Math.ceil(startS / seconds) * seconds;
    const afterS = Math.floor(endS / seconds) * seconds;
    if (firstS >= afterS) continue;
    if (parts.length === 0) {
      rows(firstS, afterS);
      [untilS, fromS] = [firstS, afterS];
      continue;
    }
    rows(firstS, untilS);
    rows(fromS, afterS);
    [untilS, fromS] = [Math.min(untilS, firstS), Math.max(fromS, afterS)];
  }
  return parts.join(' UNION ALL ');
}

/** Every bucket of every row by itself: numbers are added up sooner than histograms. */
const BY_BUCKET =
  'ARRAY JOIN duration_histogram.1 AS its_bucket, duration_histogram.2 AS its_spans';

/** Of a row, which has as many spans as its buckets. */
const COUNT_COLUMNS = `duration_histogram, service_name, status_code = ${STATUS_ERROR} AS is_failed,
  if(span_count = 0, 1., weighted_count / toInt64(span_count)) AS weight`;
const SERVICE_COLUMNS = `${COUNT_COLUMNS}, is_request, last_seen`;
const OPERATION_COLUMNS = `${COUNT_COLUMNS}, name, kind, duration_sum`;

/** Of one bucket; modulo 2^64, as deleted spans are taken off again. */
const BUCKET_SUMS = `sum(toInt64(its_spans)) AS spans,
      sum(toInt64(its_spans) * weight) AS weighted,
      sum(toInt64(its_spans) * weight * (weight - 1)) AS variance,
      sum(toInt64(its_spans) * is_failed) AS failed,
      sum(toInt64(its_spans) * weight * is_failed) AS weightedFailed`;

/** Of all buckets. */
const SUMS = `sum(by_bucket.spans) AS spans,
    sum(by_bucket.weighted) AS weighted,
    sum(by_bucket.variance) AS variance,
    sum(by_bucket.failed) AS failed,
    sum(by_bucket.weightedFailed) AS weightedFailed,
    arraySort(groupArray((by_bucket.bucket, by_bucket.spans))) AS buckets,
    (buckets.1, buckets.2) AS histogram`;

const FIGURES = `toFloat64(spans) AS spanCount,
  weighted AS count,
  greatest(variance, 0) AS countVariance,
  weightedFailed AS errorCount,
  toFloat64(failed) AS errorSpanCount,
  ${PLACES}`;

interface FiguresRow extends QuantilePlaces {
  readonly spanCount: number;
  readonly count: number;
  readonly countVariance: number;
  readonly errorCount: number;
  readonly errorSpanCount: number;
}

interface ServiceRow extends FiguresRow {
  readonly service: string;
  /** 1: server and consumer spans; 0: the others. */
  readonly isRequest: number;
  /** 0: all steps together; else the step from 1. */
  readonly bin: number;
  readonly lastSeen: string;
}

async function servicesOf(
  session: ReadSession,
  grid: FiguresGrid,
  service: string | undefined,
): Promise<ServiceFigures[]> {
  // At the same time: to add up the steps' histograms to that of all takes longer than to read both.
  const [wholes, bins] = await Promise.all([
    session.rows<ServiceRow>(servicesStatement({ ...grid, stepS: 0 }, service)),
    session.rows<ServiceRow>(servicesStatement({ ...grid, stepS: grid.binS }, service)),
  ]);
  return figuresByService([...wholes, ...bins]);
}

/** `stepS` 0: all steps together. */
function servicesStatement(
  grid: FiguresGrid & { readonly stepS: number },
  service: string | undefined,
): Statement {
  const parameters = new SqlParameters();
  const first = parameters.bind('UInt32', grid.firstBinS);
  const step = parameters.bind('UInt32', grid.binS);
  const isWhole = grid.stepS === 0;
  const bin = isWhole ? '0' : `intDiv(toUnixTimestamp(minute) - ${first}, ${step}) + 1`;
  const named =
    service === undefined ? '' : `WHERE service_name = ${parameters.bind('String', service)}`;
  const sql = `SELECT toString(service_name) AS service, is_request AS isRequest, toInt32(bin) AS bin,
  formatDateTime(seen, '%FT%T.%fZ') AS lastSeen,
  ${FIGURES}
FROM ${withPlaces(`SELECT service_name, is_request, bin, max(by_bucket.seen) AS seen, ${SUMS}
  FROM (
    SELECT service_name, is_request, ${bin} AS bin, ${isWhole ? 'its_bucket' : STEP_BUCKET} AS bucket,
      max(last_seen) AS seen, ${BUCKET_SUMS}
    FROM (${countsWithin(OF_SERVICES, { ...grid, columns: SERVICE_COLUMNS }, parameters)})
    ${BY_BUCKET}
    ${named}
    GROUP BY service_name, is_request, bin, bucket
  ) AS by_bucket
  GROUP BY service_name, is_request, bin`)}
WHERE spans > 0
ORDER BY service, isRequest DESC, bin`;
  return { sql, parameters };
}

function figuresByService(rows: readonly ServiceRow[]): ServiceFigures[] {
  const byService = new Map<string, ServiceRow[]>();
  for (const row of rows) {
    const known = byService.get(row.service);
    if (known === undefined) byService.set(row.service, [row]);
    else known.push(row);
  }
  return [...byService].map(([service, its]) => {
    const wholes = its.filter(({ bin }) => bin === 0);
    const counted = its[0]?.isRequest ?? 0;
    const basis = counted === 1 ? 'requests' : 'spans';
    const bins: BinFigures[] = its
      .filter(({ bin, isRequest }) => bin > 0 && isRequest === counted)
      .map((row) => ({ bin: row.bin - 1, ...figuresOf(row, STEP_BUCKETS_PER_DOUBLING) }));
    return {
      service,
      spanCount: wholes.reduce((sum, { spanCount }) => sum + spanCount, 0),
      errorSpanCount: wholes.reduce((sum, { errorSpanCount }) => sum + errorSpanCount, 0),
      lastSeen:
        wholes
          .map(({ lastSeen }) => lastSeen)
          .sort()
          .at(-1) ?? '',
      basis,
      whole: wholes[0] === undefined ? NOTHING : figuresOf(wholes[0]),
      bins,
    };
  });
}

const NOTHING: Figures = { spanCount: 0, count: 0, countVariance: 0, errorCount: 0 };

/** Sums of many weights are not whole numbers to the last bit, though every weight is 1. */
const PRECISION = 1e6;

function figuresOf(row: FiguresRow, perDoubling = BUCKETS_PER_DOUBLING): Figures {
  const [p50, p95, p99] = quantilesOf(row, perDoubling);
  return {
    spanCount: row.spanCount,
    count: rounded(row.count),
    countVariance: rounded(row.countVariance),
    errorCount: rounded(row.errorCount),
    ...(p50 === undefined ? {} : { p50Ns: Math.round(p50) }),
    ...(p95 === undefined ? {} : { p95Ns: Math.round(p95) }),
    ...(p99 === undefined ? {} : { p99Ns: Math.round(p99) }),
  };
}

function rounded(value: number): number {
  return Math.round(value * PRECISION) / PRECISION;
}

interface OperationRow extends FiguresRow {
  readonly operation: string;
  readonly kind: number;
  readonly operations: number;
}

async function operationsOf(
  session: ReadSession,
  grid: FiguresGrid,
  { service, maxOperations }: OperationFiguresRequest,
): Promise<Pick<OperationFiguresAnswer, 'operations' | 'operationCount'>> {
  const parameters = new SqlParameters();
  const sql = `SELECT operation, kind, toInt32(count() OVER ()) AS operations,
  ${FIGURES}
FROM ${withPlaces(`SELECT toString(name) AS operation, kind, sum(by_bucket.time) AS time, ${SUMS}
  FROM (
    SELECT name, kind, its_bucket AS bucket, sumIf(duration_sum, place = 1) AS time, ${BUCKET_SUMS}
    FROM (${countsWithin(OF_OPERATIONS, { ...grid, stepS: 0, columns: OPERATION_COLUMNS }, parameters)})
    ${BY_BUCKET}, arrayEnumerate(duration_histogram.1) AS place
    WHERE service_name = ${parameters.bind('String', service)}
    GROUP BY name, kind, bucket
  ) AS by_bucket
  GROUP BY operation, kind`)}
WHERE spans > 0
ORDER BY time DESC, operation, kind
LIMIT ${parameters.bind('UInt32', maxOperations)}`;
  const rows = await session.rows<OperationRow>({ sql, parameters });
  const operations: OperationFigures[] = rows.map((row) => ({
    operation: row.operation,
    kind: row.kind,
    figures: figuresOf(row),
  }));
  return { operations, operationCount: rows[0]?.operations ?? 0 };
}
