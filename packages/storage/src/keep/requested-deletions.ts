// Deletions that somebody asked for: by trace id or by a query, counted first, audited, and done when no
// read finds the traces any more.

import { randomUUID } from 'node:crypto';
import type { ClickHouseClient } from '@clickhouse/client';
import { bytesToHex } from '@throughline/model/base/hex';
import type { DeletionOrigin, DeletionResult, DeletionTarget } from '../contract/trace-keeper.ts';
import type { QueryLimits } from '../contract/traceql-store.ts';
import { type AuditEntry, writeAudit } from './audit.ts';
import { type DeletedCounts, finishJob } from './deletion-job.ts';
import { allFoundTraces, type Search } from './found-traces.ts';

/** The spool is emptied many times a second unless the engine is away or far behind. */
const SPOOL_WAIT_MS = 5_000;

export interface DeletionContext {
  readonly client: ClickHouseClient;
  readonly search: Search;
  /** Of one page of a search. */
  readonly searchLimits: QueryLimits;
  readonly nowMs: () => number;
  /** Resolves when everything that was acknowledged is in the engine. */
  readonly drained: () => Promise<void>;
}

/** Counts without deleting. */
export async function countTarget(
  context: DeletionContext,
  target: DeletionTarget,
): Promise<DeletionResult> {
  const complete = await spoolIsEmpty(context);
  return { id: undefined, ...(await countSpansOf(context, target)), complete };
}

export async function deleteTarget(
  context: DeletionContext,
  target: DeletionTarget,
  origin: DeletionOrigin,
): Promise<DeletionResult> {
  const counted = await countTarget(context, target);
  if (counted.traces === 0) return counted;
  const { client, nowMs } = context;
  const id = randomUUID();
  const requestedMs = nowMs();
  const entry = { id, requestedMs, ...origin, error: '' };
  const write = (result: Pick<AuditEntry, 'state' | 'traces' | 'spans'>, error = '') => {
    // Later than the row before, or that one would stay.
    const updatedMs = Math.max(nowMs(), requestedMs + (result.state === 'requested' ? 0 : 1));
    return writeAudit(client, { ...entry, ...result, updatedMs, error });
  };
  await write({ state: 'requested', traces: counted.traces, spans: counted.spans });
  try {
    await writeDown(context, id, target);
    const deleted = await finishJob(client, id, true);
    await write({ state: 'done', ...deleted });
    return { id, ...deleted, complete: counted.complete };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // The failure itself is what the caller has to hear of.
    await write({ state: 'failed', traces: 0, spans: 0 }, reason).catch(() => undefined);
    throw error;
  }
}

/** Ids of one statement: they travel in the address of a request. */
const MAX_IDS = 5_000;

/** All of them before the first one goes; none when not all can be found. */
async function writeDown(
  context: DeletionContext,
  job: string,
  target: DeletionTarget,
): Promise<void> {
  const { client, search, searchLimits } = context;
  if ('traceId' in target) return writeIds(client, job, [bytesToHex(target.traceId)]);
  try {
    for await (const traces of allFoundTraces(search, target, searchLimits)) {
      await writeIds(
        client,
        job,
        traces.map(({ traceId }) => traceId),
      );
    }
  } catch (error) {
    await client.command({ query: `ALTER TABLE deletion_traces DROP PARTITION '${job}'` });
    throw error;
  }
}

async function writeIds(
  client: ClickHouseClient,
  job: string,
  traceIds: readonly string[],
): Promise<void> {
  for (let at = 0; at < traceIds.length; at += MAX_IDS) {
    await client.command({
      query: `INSERT INTO deletion_traces (job, trace_id)
        SELECT '${job}', toFixedString(unhex(arrayJoin({ids:Array(String)})), 16)`,
      query_params: { ids: traceIds.slice(at, at + MAX_IDS) },
    });
  }
}

async function countSpansOf(
  { client, search, searchLimits }: DeletionContext,
  target: DeletionTarget,
): Promise<DeletedCounts> {
  if ('traceId' in target) return countSpansOfTrace(client, target.traceId);
  let traces = 0;
  let spans = 0;
  for await (const found of allFoundTraces(search, target, searchLimits)) {
    traces += found.length;
    for (const { spanCount } of found) spans += spanCount;
  }
  return { traces, spans };
}

async function countSpansOfTrace(
  client: ClickHouseClient,
  traceId: Uint8Array,
): Promise<DeletedCounts> {
  const result = await client.query({
    query: `SELECT toString(count()) AS spans FROM spans
      WHERE trace_id = toFixedString(unhex({id:String}), 16)`,
    query_params: { id: bytesToHex(traceId) },
    format: 'JSONEachRow',
  });
  const [row] = await result.json<{ spans: string }>();
  const spans = Number(row?.spans ?? 0);
  return { traces: spans > 0 ? 1 : 0, spans };
}

async function spoolIsEmpty({ drained }: DeletionContext): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), SPOOL_WAIT_MS);
  });
  try {
    return await Promise.race([drained().then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
