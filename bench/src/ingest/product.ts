// What is measured: the built server, as it is shipped, and a real engine, each a process of its own.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { silentLogger } from '@throughline/storage/contract/logger';
import {
  type EmbeddedEngine,
  startEmbeddedEngine,
} from '@throughline/storage/engine/embedded-engine';
import { ANY_PORTS } from '../measure/any-ports.ts';
import {
  machineCpuSeconds,
  type ProcessUsage,
  processTreeUsage,
  processUsage,
} from '../measure/process-usage.ts';
import { STOP_WITH_PARENT } from '../measure/stop-with-parent.ts';

const SERVER = fileURLToPath(new URL('../../../dist/throughline.js', import.meta.url));

const READY_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 15_000;

export interface ProductUsage {
  readonly server: ProcessUsage;
  readonly engine: ProcessUsage;
  /** Of all processes of the machine. */
  readonly machineCpuSeconds: number;
}

export interface Product {
  /** Of the API and of /metrics. */
  readonly httpUrl: string;
  /** Of Tempo's API. */
  readonly tempoUrl: string;
  /** Where a listener is, by its name. */
  readonly listener: (name: string) => URL;
  readonly engine: EmbeddedEngine;
  usage(): ProductUsage;
}

export interface ProductOptions {
  /** Where the server leaves a CPU profile, if anywhere. */
  readonly profileDir?: string;
  /** Kept for the next run; a temporary one is used, and removed, when not given. */
  readonly dataDir?: string;
  /** Options of the server, beside those that it needs. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts both, lets `use` have them, and stops and removes everything again. */
export async function withProduct<T>(
  options: ProductOptions,
  use: (product: Product) => Promise<T>,
): Promise<T> {
  if (!existsSync(SERVER)) throw new Error(`${SERVER} is missing: npm run build makes it`);
  const dataDir = await openDataDir(options);
  const engine = await startEmbeddedEngine({ dataDir, logger: silentLogger });
  try {
    const server = startServer(engine, join(dataDir, 'server'), options);
    try {
      const product = describeProduct(engine, server, await listenersOf(server));
      await untilReady(`${product.httpUrl}/readyz`, server);
      return await use(product);
    } finally {
      await stopServer(server);
    }
  } finally {
    await engine.stop();
    if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
  }
}

async function openDataDir({ dataDir }: ProductOptions): Promise<string> {
  if (dataDir === undefined) return mkdtemp(join(tmpdir(), 'throughline-bench-'));
  await mkdir(dataDir, { recursive: true });
  return resolve(dataDir);
}

function describeProduct(
  engine: EmbeddedEngine,
  server: ChildProcess,
  listeners: ReadonlyMap<string, URL>,
): Product {
  const { pid: serverPid } = server;
  if (serverPid === undefined) throw new Error('the server could not be started');
  const urlOf = (name: string): URL => {
    const url = listeners.get(name);
    if (url === undefined) throw new Error(`the server does not listen as ${name}`);
    return url;
  };
  return {
    httpUrl: urlOf('http').origin,
    tempoUrl: urlOf('tempo').origin,
    listener: urlOf,
    engine,
    usage() {
      const { pid: enginePid } = engine.state;
      if (enginePid === undefined) throw new Error('the engine is not running');
      return {
        server: processTreeUsage(serverPid),
        engine: processUsage(enginePid),
        machineCpuSeconds: machineCpuSeconds(),
      };
    },
  };
}

function startServer(
  engine: EmbeddedEngine,
  serverDir: string,
  { profileDir, environment }: ProductOptions,
): ChildProcess {
  const profile = profileDir === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDir}`];
  return spawn(
    process.execPath,
    [...STOP_WITH_PARENT, ...profile, SERVER, 'serve', ...ANY_PORTS, '--log-level', 'warn'],
    {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      env: {
        ...process.env,
        ...environment,
        THROUGHLINE_LOG_FORMAT: 'json',
        THROUGHLINE_DATA_DIR: serverDir,
        THROUGHLINE_CLICKHOUSE_URL: engine.url,
        THROUGHLINE_CLICKHOUSE_USER: engine.username,
        THROUGHLINE_CLICKHOUSE_PASSWORD: engine.password,
        THROUGHLINE_CLICKHOUSE_DATABASE: engine.database,
      },
    },
  );
}

/** By name; the server tells them in its first line. */
async function listenersOf(server: ChildProcess): Promise<ReadonlyMap<string, URL>> {
  const { stdout } = server;
  if (stdout === null) throw new Error('the output of the server is not read');
  const lines = createInterface({ input: stdout });
  const ended = once(server, 'exit').then(() => {
    throw new Error('the server ended at its start; see above for why');
  });
  const [line]: string[] = await Promise.race([once(lines, 'line'), ended]);
  // The lines go on being read: a pipe that is full would stop the server.
  const { listeners } = JSON.parse(line ?? '') as StartedLine;
  return new Map(listeners.map(({ name, url }) => [name, new URL(url)]));
}

interface StartedLine {
  readonly listeners: readonly { readonly name: string; readonly url: string }[];
}

function hasEnded(server: ChildProcess): boolean {
  return server.exitCode !== null || server.signalCode !== null;
}

async function untilReady(url: string, server: ChildProcess): Promise<void> {
  const deadline = performance.now() + READY_TIMEOUT_MS;
  for (;;) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    if (hasEnded(server)) throw new Error('the server ended at its start; see above for why');
    if (performance.now() > deadline) throw new Error(`${url} was not ready in time`);
    await delay(100);
  }
}

async function stopServer(server: ChildProcess): Promise<void> {
  if (hasEnded(server)) return;
  const exit = once(server, 'exit');
  server.kill('SIGTERM');
  const kill = setTimeout(() => server.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await exit;
  clearTimeout(kill);
}
