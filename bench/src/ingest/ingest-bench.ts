// Ingest, end to end: generated OTLP over HTTP into the built server and a real engine, each a process
// of its own, measured by the operating system's accounting.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createClient } from '@clickhouse/client';
import { silentLogger } from '@throughline/storage/contract/logger';
import {
  type EmbeddedEngine,
  startEmbeddedEngine,
} from '@throughline/storage/engine/embedded-engine';
import { freePortOffset } from '../measure/free-port-offset.ts';
import { type ProcessUsage, processUsage } from '../measure/process-usage.ts';
import type { SendResult } from './sender.ts';

export interface IngestOptions {
  readonly spans: number;
  readonly inFlight: number;
  readonly seed: number;
  /** Where the server leaves a CPU profile, if anywhere. */
  readonly profileDir?: string;
}

export interface IngestResult {
  readonly protocol: string;
  readonly spans: number;
  readonly spansStored: number;
  readonly spansPerSecond: number;
  readonly wireBytesPerSpan: number;
  readonly retries: number;
  readonly latencyMs: { readonly p50: number; readonly p99: number };
  readonly serverCpuMicrosPerSpan: number;
  /** Until the last acknowledgement. */
  readonly engineCpuMicrosPerSpan: number;
  /** Until merges have come to rest. */
  readonly engineCpuMicrosPerSpanSettled: number;
  readonly serverPeakBytes: number;
  readonly enginePeakBytes: number;
  readonly diskBytesPerSpan: number;
}

/** The built server: what is measured is what is shipped. */
export const SERVER = fileURLToPath(new URL('../../../dist/throughline.js', import.meta.url));
const SENDER = fileURLToPath(new URL('./sender.ts', import.meta.url));

const READY_TIMEOUT_MS = 30_000;
const SETTLE_TIMEOUT_MS = 180_000;

export async function benchIngest(options: IngestOptions): Promise<IngestResult> {
  const dataDir = await mkdtemp(join(tmpdir(), 'throughline-bench-'));
  const portOffset = await freePortOffset();
  const engine = await startEmbeddedEngine({ dataDir, logger: silentLogger });
  try {
    const server = startServer(engine, portOffset, join(dataDir, 'server'), options.profileDir);
    try {
      await untilReady(`http://127.0.0.1:${16_686 + portOffset}/readyz`);
      return await measure(engine, server, portOffset, options);
    } finally {
      server.kill('SIGTERM');
      await once(server, 'exit');
    }
  } finally {
    await engine.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

function startServer(
  engine: EmbeddedEngine,
  portOffset: number,
  dataDir: string,
  profileDir: string | undefined,
): ChildProcess {
  const profile = profileDir === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDir}`];
  return spawn(
    process.execPath,
    [...profile, SERVER, 'serve', '--port-offset', String(portOffset), '--log-level', 'warn'],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...process.env,
        THROUGHLINE_DATA_DIR: dataDir,
        THROUGHLINE_CLICKHOUSE_URL: engine.url,
        THROUGHLINE_CLICKHOUSE_USER: engine.username,
        THROUGHLINE_CLICKHOUSE_PASSWORD: engine.password,
        THROUGHLINE_CLICKHOUSE_DATABASE: engine.database,
      },
    },
  );
}

async function untilReady(url: string): Promise<void> {
  const deadline = performance.now() + READY_TIMEOUT_MS;
  for (;;) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    if (performance.now() > deadline) throw new Error(`${url} was not ready in time`);
    await delay(100);
  }
}

async function measure(
  engine: EmbeddedEngine,
  server: ChildProcess,
  portOffset: number,
  options: IngestOptions,
): Promise<IngestResult> {
  const [serverPid, enginePid] = [server.pid, engine.state.pid];
  if (serverPid === undefined || enginePid === undefined) throw new Error('a process has no pid');
  const usage = () => ({ server: processUsage(serverPid), engine: processUsage(enginePid) });
  let before: { server: ProcessUsage; engine: ProcessUsage } | undefined;
  const sent = await send(portOffset, options, () => {
    before = usage();
  });
  const acknowledged = usage();
  const stored = await settled(engine, sent.spans);
  const after = usage();
  if (before === undefined) throw new Error('the sender never became ready');
  const micros = (from: ProcessUsage, to: ProcessUsage) =>
    (1e6 * (to.cpuSeconds - from.cpuSeconds)) / sent.spans;
  return {
    protocol: 'OTLP/HTTP protobuf',
    spans: sent.spans,
    spansStored: stored.spans,
    spansPerSecond: sent.spans / sent.seconds,
    wireBytesPerSpan: sent.bytesPerSpan,
    retries: sent.retries,
    latencyMs: sent.latencyMs,
    serverCpuMicrosPerSpan: micros(before.server, acknowledged.server),
    engineCpuMicrosPerSpan: micros(before.engine, acknowledged.engine),
    engineCpuMicrosPerSpanSettled: micros(before.engine, after.engine),
    serverPeakBytes: after.server.peakBytes,
    enginePeakBytes: after.engine.peakBytes,
    diskBytesPerSpan: stored.bytes / stored.spans,
  };
}

async function send(
  portOffset: number,
  options: IngestOptions,
  onReady: () => void,
): Promise<SendResult> {
  const url = `http://127.0.0.1:${4318 + portOffset}/v1/traces`;
  const { spans, inFlight, seed } = options;
  const sender = spawn(
    process.execPath,
    ['--import', 'tsx', SENDER, url, String(spans), String(inFlight), String(seed)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let result: SendResult | undefined;
  for await (const line of createInterface({ input: sender.stdout })) {
    if (line === 'ready') onReady();
    else result = JSON.parse(line) as SendResult;
  }
  if (result === undefined) throw new Error('the sender failed');
  return result;
}

/** Waits until all that was sent is stored and no merge is under way, then counts. */
async function settled(
  engine: EmbeddedEngine,
  sentSpans: number,
): Promise<{ spans: number; bytes: number }> {
  const { url, username, password, database } = engine;
  const client = createClient({ url, username, password, database });
  const number = async (query: string) => {
    const result = await client.query({ query, format: 'JSONEachRow' });
    const [row] = await result.json<{ n: string }>();
    return Number(row?.n ?? 0);
  };
  const deadline = performance.now() + SETTLE_TIMEOUT_MS;
  let quiet = 0;
  while (quiet < 3 && performance.now() < deadline) {
    const isStored = (await number('SELECT count() AS n FROM spans')) >= sentSpans;
    const merges = await number('SELECT count() AS n FROM system.merges');
    quiet = isStored && merges === 0 ? quiet + 1 : 0;
    await delay(500);
  }
  const spans = await number('SELECT count() AS n FROM spans');
  const bytes = await number(
    'SELECT sum(bytes_on_disk) AS n FROM system.parts WHERE active AND database = currentDatabase()',
  );
  await client.close();
  return { spans, bytes };
}
