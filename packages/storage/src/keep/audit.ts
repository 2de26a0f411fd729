// The record of deletions: a row before anything is deleted, replaced by one with what came of it.

import type { ClickHouseClient } from '@clickhouse/client';
import type { DeletionOrigin, DeletionRecord, DeletionState } from '../contract/trace-keeper.ts';

/** A header may be as long as a client likes; the audit keeps its beginning. */
const MAX_TEXT_LENGTH = 4096;

export interface AuditEntry extends DeletionOrigin {
  readonly id: string;
  readonly requestedMs: number;
  readonly updatedMs: number;
  readonly state: DeletionState;
  readonly traces: number;
  readonly spans: number;
  readonly error: string;
}

export async function writeAudit(client: ClickHouseClient, entry: AuditEntry): Promise<void> {
  const { id, state, traces, spans } = entry;
  await client.insert({
    table: 'audit',
    values: [
      {
        id,
        requested_at: timeText(entry.requestedMs),
        updated_at: timeText(entry.updatedMs),
        state,
        request_id: entry.requestId,
        remote_address: entry.remoteAddress,
        user_agent: entry.userAgent.slice(0, MAX_TEXT_LENGTH),
        query: entry.query.slice(0, MAX_TEXT_LENGTH),
        traces,
        spans,
        error: entry.error.slice(0, MAX_TEXT_LENGTH),
      },
    ],
    format: 'JSONEachRow',
  });
}

/** A deletion that a crash had cut off has been finished. `id` is a UUID of ours; others are left alone. */
export async function finishAudit(client: ClickHouseClient, id: string): Promise<void> {
  await client.command({
    query: `INSERT INTO audit SELECT * REPLACE ('done' AS state, now64(3) AS updated_at)
      FROM (SELECT * FROM audit FINAL WHERE id = {id:UUID} AND state = 'requested')`,
    query_params: { id },
  });
}

/** As DateTime64(3, 'UTC') takes it. */
function timeText(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').replace('Z', '');
}

/** Newest first. */
export async function readAudit(
  client: ClickHouseClient,
  limit: number,
): Promise<DeletionRecord[]> {
  const result = await client.query({
    query: `SELECT toString(id) AS id, formatDateTime(requested_at, '%FT%T.%fZ') AS requestedAt,
        state, request_id AS requestId, remote_address AS remoteAddress, user_agent AS userAgent,
        query, traces, spans, error
      FROM audit FINAL ORDER BY audit.requested_at DESC, audit.id LIMIT {limit:UInt32}`,
    query_params: { limit },
    format: 'JSONEachRow',
  });
  const rows = await result.json<DeletionRecord>();
  return rows.map((row) => ({
    ...row,
    requestedAt: new Date(row.requestedAt).toISOString(),
    traces: Number(row.traces),
    spans: Number(row.spans),
  }));
}
