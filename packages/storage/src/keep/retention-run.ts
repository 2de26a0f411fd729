// One look at the stored days: finishes what a crash cut off, lets go what is too old, then what is too
// much. Does not know when it is called again.

import { randomUUID } from 'node:crypto';
import type { ClickHouseClient } from '@clickhouse/client';
import type { KeeperRun } from '../contract/trace-keeper.ts';
import { SqlParameters } from '../read/sql-parameters.ts';
import { finishAudit } from './audit.ts';
import { type DeletedCounts, finishJob, runJob, unfinishedJobs } from './deletion-job.ts';
import { duePasses, isOver, isSettled } from './due-days.ts';
import type { RetentionPolicy } from './retention-policy.ts';
import { expiredTraces, type Query } from './rule-conditions.ts';
import { countSpans, dropDay, reclaimDay, type StoredDay, storedDays } from './stored-days.ts';

/** Passes that are done, by day: each is a query over the whole day. */
export type DonePasses = Map<string, Set<string>>;

/** Where a day must be cut in itself, it is cut a little deeper, so that this is not done every time. */
const TRIM_TO_SHARE = 0.9;

export interface RetentionContext {
  readonly client: ClickHouseClient;
  readonly policy: RetentionPolicy;
  readonly nowMs: number;
  readonly done: DonePasses;
  /** Nobody else works on the database. */
  readonly isAlone: boolean;
}

interface Progress extends RetentionContext {
  readonly droppedDays: string[];
  deletedTraces: number;
  deletedSpans: number;
}

export async function runRetention(context: RetentionContext): Promise<KeeperRun> {
  const { client, isAlone } = context;
  const counts = { droppedDays: [], deletedTraces: 0, deletedSpans: 0 };
  const progress: Progress = { ...context, ...counts };
  for (const job of await unfinishedJobs(client, isAlone)) {
    add(progress, await finishJob(client, job, true));
    await finishAudit(client, job);
  }
  for (const { day } of await storedDays(client)) await keepDay(progress, day);
  const left = await boundSize(progress);
  forgetOtherDays(context.done, left);
  const { droppedDays, deletedTraces, deletedSpans } = progress;
  return { droppedDays, deletedTraces, deletedSpans, bytesOnDisk: totalBytes(left) };
}

async function keepDay(progress: Progress, day: string): Promise<void> {
  const { client, policy, nowMs } = progress;
  if (isOver(policy, day, nowMs)) {
    await drop(progress, day);
    return;
  }
  const done = progress.done.get(day) ?? new Set();
  const due = duePasses(policy, day, nowMs).filter((pass) => !done.has(pass));
  if (due.length === 0) return;
  const deleted = await deleteTraces(progress, expiredTraces(policy, day, nowMs));
  if (isSettled(day, nowMs)) {
    if ((await countSpans(client, day)) === 0) {
      await drop(progress, day);
      return;
    }
    if (deleted.spans > 0) await reclaimDay(client, day, false);
  }
  for (const pass of due) done.add(pass);
  progress.done.set(day, done);
}

async function boundSize(progress: Progress): Promise<StoredDay[]> {
  const { client, policy } = progress;
  let days = await storedDays(client);
  const { maxBytes } = policy;
  if (maxBytes === undefined) return days;
  while (totalBytes(days) > maxBytes) {
    const [oldest, ...others] = days;
    if (oldest === undefined) break;
    if (others.length === 0) {
      await trimDay(progress, oldest, maxBytes);
      return storedDays(client);
    }
    await drop(progress, oldest.day);
    days = others;
  }
  return days;
}

/** The only day left is too large: its oldest traces go. */
async function trimDay(progress: Progress, { day, bytes }: StoredDay, maxBytes: number) {
  const parameters = new SqlParameters();
  const onDay = parameters.bind('Date', day);
  const share = Math.min(1, 1 - (TRIM_TO_SHARE * maxBytes) / bytes);
  const sql = `SELECT trace_id FROM spans WHERE toDate(received_at) = ${onDay}
    GROUP BY trace_id
    HAVING toUnixTimestamp64Milli(max(received_at)) <= (
      SELECT quantile(${share.toFixed(6)})(toUnixTimestamp64Milli(received_at)) FROM spans
      WHERE toDate(received_at) = ${onDay})`;
  await deleteTraces(progress, { sql, parameters });
  await reclaimDay(progress.client, day, true);
}

async function deleteTraces(progress: Progress, traces: Query): Promise<DeletedCounts> {
  const deleted = await runJob(progress.client, randomUUID(), traces, false);
  add(progress, deleted);
  return deleted;
}

function add(progress: Progress, { traces, spans }: DeletedCounts): void {
  progress.deletedTraces += traces;
  progress.deletedSpans += spans;
}

async function drop(progress: Progress, day: string): Promise<void> {
  await dropDay(progress.client, day);
  progress.droppedDays.push(day);
}

function totalBytes(days: readonly StoredDay[]): number {
  return days.reduce((sum, { bytes }) => sum + bytes, 0);
}

function forgetOtherDays(done: DonePasses, days: readonly StoredDay[]): void {
  const stored = new Set(days.map(({ day }) => day));
  for (const day of done.keys()) if (!stored.has(day)) done.delete(day);
}
