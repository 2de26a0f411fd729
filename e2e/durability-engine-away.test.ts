// The engine may be away: what is acknowledged waits on disk within bounds, survives the server too, and
// is stored when the engine is back. What the engine never takes is set aside and can be replayed.

import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '@throughline/storage/contract/logger';
import {
  type EmbeddedEngine,
  startEmbeddedEngine,
} from '@throughline/storage/engine/embedded-engine';
import { encodeRecord, FILE_HEAD } from '@throughline/storage/spool/spool-record';
import { expect, it, onTestFinished } from 'vitest';
import { eventually, getJson, untilStored } from './support/api.ts';
import { isAlive, runChild } from './support/child.ts';
import { grpcExport } from './support/grpc-export.ts';
import { damaged, metric, sendOne, startWriting } from './support/load.ts';
import { randomTraceId } from './support/otlp-json.ts';
import { enginePid, peakMemoryBytes } from './support/processes.ts';
import { COMMAND, startThroughline, temporaryFolder } from './support/throughline.ts';

const MEBIBYTE = 1024 ** 2;

/** The server without its engine, with a thousand requests behind one that hangs. */
const MAX_SERVER_BYTES = 400 * MEBIBYTE;

interface Ready {
  readonly ready: boolean;
  readonly reasons: readonly string[];
}

async function readiness(http: string): Promise<Ready> {
  return (await (await fetch(`${http}/readyz`)).json()) as Ready;
}

/** An engine of somebody else's, that can be stopped and come back with its data. */
async function startOwnEngine(dataDir: string): Promise<EmbeddedEngine> {
  const engine = await startEmbeddedEngine({ dataDir, logger: silentLogger });
  onTestFinished(() => engine.stop());
  return engine;
}

function withEngine(engine: EmbeddedEngine, dataDir: string, ...more: string[]) {
  const { url, username, password } = engine;
  const external = ['--clickhouse-url', url, '--clickhouse-user', username];
  return {
    args: ['--data-dir', dataDir, ...external, ...more],
    env: { THROUGHLINE_CLICKHOUSE_PASSWORD: password },
  };
}

it('keeps what is acknowledged while the engine is away, over a crash of the server', async () => {
  const engineDir = temporaryFolder();
  const dataDir = temporaryFolder();
  const engine = await startOwnEngine(engineDir);
  const first = await startThroughline(withEngine(engine, dataDir));
  await engine.stop();
  const writes = startWriting(() => first.otlpHttp);
  await writes.more(200);
  await writes.stop();
  expect(writes.refused).toEqual(new Map());
  expect((await readiness(first.http)).ready).toBe(false);
  first.child.signal('SIGKILL');
  await first.child.ended;

  const second = await startThroughline(withEngine(await startOwnEngine(engineDir), dataDir));
  const traceId = randomTraceId();
  expect((await sendOne(second.otlpHttp, traceId)).status).toBe(200);
  await untilStored(second.http);
  expect(await damaged(second.http, [...writes.acknowledged, traceId])).toEqual([]);
  expect((await second.stop()).code).toBe(0);
});

it('says so before it refuses, and refuses so that senders come again', async () => {
  const engineDir = temporaryFolder();
  const dataDir = temporaryFolder();
  const engine = await startOwnEngine(engineDir);
  const options = withEngine(engine, dataDir, '--spool-max-bytes', '1MiB');
  const throughline = await startThroughline(options);
  await engine.stop();
  const acknowledged: string[] = [];
  let isAnnounced = false;
  for (;;) {
    const traceId = randomTraceId();
    const answer = await sendOne(throughline.otlpHttp, traceId);
    if (answer.status !== 200) {
      expect(answer.status).toBe(503);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      break;
    }
    acknowledged.push(traceId);
    if (isAnnounced || acknowledged.length % 20 !== 0) continue;
    const { reasons } = await readiness(throughline.http);
    isAnnounced = reasons.some((reason) => /spool is \d+ % full; soon spans will/.test(reason));
  }
  expect(isAnnounced).toBe(true);
  expect(await grpcExport(throughline.otlpGrpc, randomTraceId())).toEqual({
    code: 14,
    hasRetryInfo: true,
  });
  expect(await metric(throughline.http, 'throughline_spool_bytes')).toBeLessThanOrEqual(MEBIBYTE);
  await throughline.stop();

  const again = withEngine(await startOwnEngine(engineDir), dataDir, '--spool-max-bytes', '1MiB');
  const second = await startThroughline(again);
  await untilStored(second.http);
  expect(await damaged(second.http, acknowledged)).toEqual([]);
  await second.stop();
});

it('goes on acknowledging while the engine hangs, and ends searches with a clear error', async () => {
  const throughline = await startThroughline();
  const engine = freeze(enginePid(throughline.child.pid));
  const searching = fetch(`${throughline.http}/api/v1/traces?limit=10`);
  const writes = startWriting(() => throughline.otlpHttp, 32);
  await writes.more(3000);
  await writes.stop();
  expect(writes.refused).toEqual(new Map());
  const search = await searching;
  expect(search.status).toBe(503);
  expect(await search.json()).toMatchObject({
    error: { code: 'STORE_UNAVAILABLE', message: expect.stringContaining('engine hangs') },
  });
  expect((await readiness(throughline.http)).reasons[0]).toContain('did not answer');
  expect(peakMemoryBytes(throughline.child.pid)).toBeLessThan(MAX_SERVER_BYTES);
  process.kill(engine, 'SIGCONT');
  await untilStored(throughline.http);
  expect(await damaged(throughline.http, writes.acknowledged.slice(0, 500))).toEqual([]);
  expect(await metric(throughline.http, 'throughline_store_spans_total')).toBe(
    5 * writes.acknowledged.length,
  );
  expect((await throughline.stop()).code).toBe(0);
});

/** It hangs until it is sent SIGCONT; a test that fails must not leave it behind. */
function freeze(engine: number): number {
  process.kill(engine, 'SIGSTOP');
  onTestFinished(() => {
    if (isAlive(engine)) process.kill(engine, 'SIGKILL');
  });
  return engine;
}

/** A file that is whole, and that no engine takes. */
function poison(): Buffer {
  const none = new Uint8Array();
  const bodies = {
    resources: none,
    scopes: none,
    trace_bounds: none,
    rollups: none,
    attributes: none,
    spans: Buffer.from('no columns at all'),
  };
  const record = { spans: 1, bodies };
  return Buffer.concat([FILE_HEAD, ...encodeRecord(record)]);
}

it('sets aside what the engine refuses, and replays what was set aside', async () => {
  const dataDir = temporaryFolder();
  const spool = join(dataDir, 'spool');
  const poisonId = '000000000000-00000000-0000-4000-8000-000000000000';
  await mkdir(join(spool, 'rejected'), { recursive: true });
  await writeFile(join(spool, `${poisonId}.spool`), poison());
  const first = await startThroughline({ dataDir });
  const stored = randomTraceId();
  expect((await sendOne(first.otlpHttp, stored)).status).toBe(200);
  await untilStored(first.http);
  expect(await damaged(first.http, [stored])).toEqual([]);
  expect(await metric(first.http, 'throughline_spool_rejected_files_total')).toBe(1);

  // A good file, as one that an engine in confusion has refused.
  const engine = freeze(enginePid(first.child.pid));
  const replayed = randomTraceId();
  expect((await sendOne(first.otlpHttp, replayed)).status).toBe(200);
  process.kill(engine, 'SIGKILL');
  first.child.signal('SIGKILL');
  await first.child.ended;
  const isSpoolFile = (name: string): boolean => name.endsWith('.spool');
  const goodFile = (await readdir(spool)).find(isSpoolFile) ?? '';
  await rename(join(spool, goodFile), join(spool, 'rejected', goodFile));

  const command = (...args: string[]): Promise<string> =>
    runChild({
      command: process.execPath,
      args: [COMMAND, 'spool', ...args, '--data-dir', dataDir],
    });
  const listed = await command('list');
  expect(listed).toContain(`set aside  ${poisonId}`);
  expect(listed).toContain('0 waiting, 2 set aside');
  expect(await command('replay', goodFile)).toContain('1 put back');

  const second = await startThroughline({ dataDir });
  await untilStored(second.http);
  expect(await damaged(second.http, [stored, replayed])).toEqual([]);
  await expect(command('replay')).rejects.toThrow('is in use by another Throughline');
  expect((await readdir(join(spool, 'rejected'))).filter(isSpoolFile)).toEqual([
    `${poisonId}.spool`,
  ]);
  await getJson(second.http, '/readyz');
  await second.stop();
});

it('stores what comes in now although there is a backlog', async () => {
  const throughline = await startThroughline();
  const engine = freeze(enginePid(throughline.child.pid));
  const writes = startWriting(() => throughline.otlpHttp);
  await writes.more(500);
  process.kill(engine, 'SIGCONT');
  // Senders never stop, and what they send now is found all the same.
  const traceId = randomTraceId();
  expect((await sendOne(throughline.otlpHttp, traceId)).status).toBe(200);
  await eventually(async () =>
    (await damaged(throughline.http, [traceId])).length === 0 ? true : undefined,
  );
  await writes.stop();
  await untilStored(throughline.http);
  expect(await damaged(throughline.http, writes.acknowledged.slice(0, 500))).toEqual([]);
  await throughline.stop();
});
