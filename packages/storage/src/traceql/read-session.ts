// All that one TraceQL question reads of the engine, within the time and the memory it may take: what is left
// of both goes with every statement, and what was read is added up. An aborted signal ends the statement that
// runs, in the engine, too.

import type { ClickHouseSettings } from '@clickhouse/client';
import { ClickHouseError } from '@clickhouse/client';
import { asStoreError, type ClickHouse } from '../client/clickhouse.ts';
import { readBytes } from '../client/read-bytes.ts';
import { QueryLimitError } from '../contract/errors.ts';
import type { Incomplete, QueryLimits, ReadStatistics } from '../contract/traceql-store.ts';
import type { SqlParameters } from '../read/sql-parameters.ts';

/** Time or memory is used up: the answer is what has been found until then. */
export class LimitReachedError extends Error {
  override readonly name = 'LimitReachedError';
  readonly incomplete: Incomplete;

  constructor(incomplete: Incomplete, options?: ErrorOptions) {
    super(incomplete.message, options);
    this.incomplete = incomplete;
  }
}

export interface Statement {
  readonly sql: string;
  readonly parameters: SqlParameters;
}

export interface ReadSession {
  readonly limits: QueryLimits;
  rows<Row>(statement: Statement): Promise<Row[]>;
  /** The whole answer of a statement that names its format; larger than `maxBytes` is too much memory. */
  bytes(statement: Statement, maxBytes?: number): Promise<Uint8Array>;
  /** Throws LimitReachedError when the time is over or the caller has gone. */
  checkTime(): void;
  /** Of the time; throws as checkTime does. */
  remainingMs(): number;
  /** Of the engine; whoever looks at traces counts those. */
  statistics(): Pick<ReadStatistics, 'inspectedSpans' | 'inspectedBytes'>;
}

/** ClickHouse's codes: TIMEOUT_EXCEEDED, MEMORY_LIMIT_EXCEEDED and TOO_MANY_ROWS_OR_BYTES. */
const LIMIT_CODES: Readonly<Record<string, 'time' | 'memory'>> = {
  '159': 'time',
  '241': 'memory',
  '396': 'memory',
};

/** Less than this is no time for a statement. */
const LEAST_MS = 1;

export function openReadSession(
  clickhouse: ClickHouse,
  limits: QueryLimits,
  signal: AbortSignal | undefined,
): ReadSession {
  const startedMs = performance.now();
  let inspectedSpans = 0;
  let inspectedBytes = 0;

  function remainingMs(): number {
    const leftMs = limits.timeoutMs - (performance.now() - startedMs);
    if (leftMs < LEAST_MS) throw new LimitReachedError(incompleteBy('time', limits));
    return leftMs;
  }

  function options({ sql, parameters }: Statement) {
    return {
      query: sql,
      query_params: parameters.values,
      clickhouse_settings: settingsFor(limits, remainingMs()),
      ...(signal === undefined ? {} : { abort_signal: signal }),
    };
  }

  async function bounded<T>(
    run: () => Promise<T & { readonly response_headers: Headers }>,
  ): Promise<T> {
    try {
      const answer = await run();
      const summary = readSummary(answer.response_headers);
      inspectedSpans += summary.rows;
      inspectedBytes += summary.bytes;
      return answer;
    } catch (error) {
      throw sortedError(error, limits);
    }
  }

  return {
    limits,
    async rows<Row>(statement: Statement) {
      const answer = await bounded(() =>
        clickhouse.client().query({ ...options(statement), format: 'JSONEachRow' }),
      );
      return answer.json<Row>();
    },
    async bytes(statement, maxBytes = Number.POSITIVE_INFINITY) {
      const { clickhouse_settings, ...asked } = options(statement);
      const settings = { ...clickhouse_settings, ...answerLimit(limits, maxBytes) };
      const answer = await bounded(() =>
        clickhouse.client().exec({ ...asked, clickhouse_settings: settings }),
      );
      return readBytes(answer.stream);
    },
    checkTime() {
      signal?.throwIfAborted();
      remainingMs();
    },
    remainingMs,
    statistics: () => ({ inspectedSpans, inspectedBytes }),
  };
}

/** For an answer that is whole or none, as half of it would be a wrong one. Rejects with QueryLimitError. */
export async function readWhole<T>(
  clickhouse: ClickHouse,
  limits: QueryLimits,
  signal: AbortSignal | undefined,
  read: (session: ReadSession) => Promise<T>,
): Promise<T> {
  try {
    return await read(openReadSession(clickhouse, limits, signal));
  } catch (error) {
    if (!(error instanceof LimitReachedError)) throw error;
    throw new QueryLimitError(error.message, { cause: error });
  }
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

function readSummary(headers: Headers): { rows: number; bytes: number } {
  const text = headers['x-clickhouse-summary'];
  if (typeof text !== 'string') return { rows: 0, bytes: 0 };
  const summary = JSON.parse(text) as { read_rows?: string; read_bytes?: string };
  return { rows: Number(summary.read_rows ?? 0), bytes: Number(summary.read_bytes ?? 0) };
}

/** A plan of as many conditions as one may have becomes a statement of some hundred kilobytes. */
const MAX_STATEMENT_BYTES = 4 * 1024 ** 2;

function settingsFor(limits: QueryLimits, leftMs: number): ClickHouseSettings {
  return {
    max_execution_time: leftMs / 1000,
    timeout_overflow_mode: 'throw',
    max_memory_usage: String(limits.maxMemoryBytes),
    max_query_size: String(MAX_STATEMENT_BYTES),
    // Only what cannot write is ended when whoever asked has gone.
    readonly: '2',
    cancel_http_readonly_queries_on_client_close: 1,
    // Numbers in text become the double that is nearest, as everywhere else.
    precise_float_parsing: 1,
  };
}

/** The bytes of an answer, its columns and what is made of them are in memory here at the same time. */
const ANSWERS_IN_MEMORY = 4;

function answerLimit({ maxMemoryBytes }: QueryLimits, maxBytes: number): ClickHouseSettings {
  return {
    max_result_bytes: String(Math.min(Math.ceil(maxMemoryBytes / ANSWERS_IN_MEMORY), maxBytes)),
    result_overflow_mode: 'throw',
  };
}

function sortedError(error: unknown, limits: QueryLimits): unknown {
  const limit = error instanceof ClickHouseError ? LIMIT_CODES[error.code] : undefined;
  if (limit === undefined) return asStoreError(error);
  return new LimitReachedError(incompleteBy(limit, limits), { cause: error });
}

const BYTES_PER_MIB = 1024 ** 2;

export function incompleteBy(limit: 'time' | 'memory', limits: QueryLimits): Incomplete {
  const message =
    limit === 'time'
      ? `the query was stopped after ${limits.timeoutMs / 1000} s`
      : `the query needed more than ${Math.round(limits.maxMemoryBytes / BYTES_PER_MIB)} MiB of memory`;
  return { limit, message };
}
