// The services' way to the database: the ordinary pg driver with a small pool.
import { Pool, type QueryResultRow } from 'pg';

export interface Sql {
  rows<R extends QueryResultRow>(text: string, values?: readonly unknown[]): Promise<R[]>;
  /** The first row, or nothing. */
  row<R extends QueryResultRow>(text: string, values?: readonly unknown[]): Promise<R | undefined>;
  /** Opens a first connection, so that the first request does not pay for it. */
  connect(): Promise<void>;
  close(): Promise<void>;
}

/** The database runs one statement at a time, so more connections would only wait there. */
const MAX_CONNECTIONS = 2;

export function connectSql(address: string): Sql {
  const pool = new Pool({
    connectionString: address,
    max: MAX_CONNECTIONS,
    idleTimeoutMillis: 0,
  });
  // An idle connection that breaks is replaced by the pool at the next query.
  pool.on('error', () => undefined);
  // Not pool.query: when that has to wait, it goes on in the context of whoever gave the connection back, and the
  // span of the query has the wrong parent or none.
  const rows = async <R extends QueryResultRow>(text: string, values: readonly unknown[] = []) => {
    const client = await pool.connect();
    try {
      return (await client.query<R>(text, [...values])).rows;
    } finally {
      client.release();
    }
  };
  return {
    rows,
    row: async <R extends QueryResultRow>(text: string, values: readonly unknown[] = []) =>
      (await rows<R>(text, values))[0],
    connect: async () => {
      await rows('SELECT 1');
    },
    close: () => pool.end(),
  };
}
