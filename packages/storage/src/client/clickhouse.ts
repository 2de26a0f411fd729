// The one door to ClickHouse: the official client over HTTP, opened again when the engine's address
// changes (an embedded engine may come back on another port), and its errors sorted into ours.

import { type ClickHouseClient, createClient } from '@clickhouse/client';
import type { EngineConnection } from '../contract/engine-connection.ts';
import { QueryLimitError, StoreUnavailableError } from '../contract/errors.ts';

/** Longer than any statement may run (see QUERY_SECONDS), so that the engine's own error arrives. */
const REQUEST_TIMEOUT_MS = 60_000;

/** Inserts, searches and trace reads at the same time, before requests wait for a connection. */
const MAX_CONNECTIONS = 32;

/** Larger than a trace of 100,000 spans. */
const ANSWER_BUFFER_BYTES = 64 * 1024 ** 2;

/** A search that takes longer is stopped and reported rather than left to hold the machine. */
export const QUERY_SECONDS = 30;

export interface ClickHouse {
  /** The client for the address the engine has now. */
  client(): ClickHouseClient;
  /** Whether it gives any sign of life in time, beside all that waits for a connection of the client's. */
  answers(timeoutMs: number): Promise<boolean>;
  close(): Promise<void>;
}

/** `requestTimeoutMs`: more than the default for statements that rewrite stored data. */
export function openClickHouse(
  connection: EngineConnection,
  requestTimeoutMs = REQUEST_TIMEOUT_MS,
): ClickHouse {
  let open: { readonly url: string; readonly client: ClickHouseClient } | undefined;
  return {
    client() {
      const { url } = connection;
      if (open?.url === url) return open.client;
      void open?.client.close();
      open = { url, client: connect(connection, requestTimeoutMs) };
      return open.client;
    },
    async answers(timeoutMs) {
      const signal = AbortSignal.timeout(timeoutMs);
      try {
        const answer = await fetch(`${connection.url}/ping`, { signal });
        await answer.body?.cancel();
        return true;
      } catch {
        return false;
      }
    },
    async close() {
      await open?.client.close();
    },
  };
}

function connect(connection: EngineConnection, requestTimeoutMs: number): ClickHouseClient {
  return createClient({
    url: connection.url,
    username: connection.username,
    password: connection.password,
    database: connection.database,
    application: 'throughline',
    request_timeout: requestTimeoutMs,
    max_open_connections: MAX_CONNECTIONS,
    // The engine is on this machine or near it: bytes cost less than the CPU to squeeze them.
    compression: { request: false, response: false },
    log: { level: 127 },
    clickhouse_settings: {
      // Errors are HTTP errors, not text behind a 200 that has already been sent.
      wait_end_of_query: 1,
      // They are kept in memory until then. Beyond this the engine keeps them in a file, and on a full
      // disk that file, and with it the answer, is empty without any error.
      http_response_buffer_size: String(ANSWER_BUFFER_BYTES),
      output_format_json_quote_64bit_integers: 1,
      // Inserts are gathered here; the engine's own gathering would only add delay.
      async_insert: 0,
    },
  });
}

/** ClickHouse's error codes for limits of a query: TIMEOUT_EXCEEDED and MEMORY_LIMIT_EXCEEDED. */
const TIMEOUT_EXCEEDED = '159';
const MEMORY_LIMIT_EXCEEDED = '241';

/** When the engine is restarting it is back within about this time. */
const RETRY_AFTER_MS = 1000;

/** The error of a failed read as one of ours; aborts and programmer errors stay what they are. */
export function asStoreError(error: unknown): unknown {
  if (!(error instanceof Error) || error.name === 'AbortError') return error;
  const code = 'code' in error ? String(error.code) : '';
  if (code === TIMEOUT_EXCEEDED) {
    return new QueryLimitError(`the query was stopped after ${QUERY_SECONDS} s`, { cause: error });
  }
  if (code === MEMORY_LIMIT_EXCEEDED) {
    return new QueryLimitError('the query needed more memory than it may have', { cause: error });
  }
  if (isConnectionError(error)) {
    return new StoreUnavailableError('the storage engine does not answer', RETRY_AFTER_MS, {
      cause: error,
    });
  }
  return error;
}

const CONNECTION_ERROR_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EHOSTUNREACH',
]);

export function isConnectionError(error: Error): boolean {
  if ('code' in error && CONNECTION_ERROR_CODES.has(String(error.code))) return true;
  return /socket hang up|timeout error|aborted/i.test(error.message);
}
