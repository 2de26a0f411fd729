// The embedded engine as its users meet it: started, locked down, killed, and stopped.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createClient } from '@clickhouse/client';
import { ensureExists } from '@throughline/model/base/assert';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EngineConnection } from '../contract/engine-connection.ts';
import { silentLogger } from '../contract/logger.ts';
import { openDataDirectory } from './data-directory.ts';
import {
  type EmbeddedEngine,
  type EngineState,
  type EngineStatus,
  startEmbeddedEngine,
} from './embedded-engine.ts';
import { engineCommand } from './engine-request.ts';

const TIMEOUT_MS = 60_000;
const POLL = { timeout: 30_000, interval: 20 };
vi.setConfig({ testTimeout: TIMEOUT_MS, hookTimeout: TIMEOUT_MS });

let dataDir: string;
let engine: EmbeddedEngine | undefined;
let states: EngineState[];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'throughline-engine-'));
  states = [];
});

afterEach(async () => {
  await engine?.stop();
  engine = undefined;
  await rm(dataDir, { recursive: true, force: true });
});

async function start(): Promise<EmbeddedEngine> {
  engine = await startEmbeddedEngine({
    dataDir,
    logger: silentLogger,
    cores: 2,
    memoryBytes: 2 * 1024 ** 3,
    onStateChange: (state) => states.push(state),
  });
  return engine;
}

function run(connection: EngineConnection, sql: string): Promise<string> {
  return engineCommand(connection, sql, TIMEOUT_MS);
}

/** Of this process and all its threads. */
async function childPids(): Promise<number[]> {
  const threads = await readdir('/proc/self/task');
  const lists = threads.map((thread) => readFile(`/proc/self/task/${thread}/children`, 'utf8'));
  return (await Promise.all(lists)).flatMap((list) => list.trim().split(' ').map(Number));
}

/** A zombie does not run: it only waits for process 1, which in a container may never look. */
async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
    if (process.platform !== 'linux') return true;
    return !/\) Z /.test(await readFile(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

function pidOf(connection: EmbeddedEngine): number {
  return ensureExists(connection.state.pid, 'a ready engine has a process');
}

const statuses = (): EngineStatus[] => states.map((state) => state.status);

describe('a running engine', () => {
  it('answers the official client, and keeps its secrets to its owner', async () => {
    const { url, username, password, database } = await start();
    const client = createClient({ url, username, password, database });
    const answer = await client.query({ query: 'SELECT 1 AS one, currentDatabase() AS db' });
    expect((await answer.json()).data).toEqual([{ one: 1, db: 'throughline' }]);
    await client.close();
    expect(statuses()).toEqual(['ready']);
    const users = join(dataDir, 'engine', 'users.xml');
    expect((await stat(users)).mode & 0o777).toBe(0o600);
    expect(await readFile(users, 'utf8')).not.toContain(password);
  });

  it('lets nobody in but the product', async () => {
    const connection = await start();
    for (const stranger of [
      { username: 'default', password: '' },
      { username: 'throughline', password: '' },
      { username: 'throughline', password: 'guess' },
    ]) {
      await expect(
        run({ ...connection, url: connection.url, ...stranger }, 'SELECT 1'),
      ).rejects.toThrow(/USER_SESSION_LIMIT_EXCEEDED|Authentication failed/);
    }
  });

  it('can do what the product does, and reach neither files nor hosts nor users', async () => {
    const connection = await start();
    await run(connection, 'CREATE TABLE throughline.t (x UInt64) ENGINE = MergeTree ORDER BY x');
    await run(
      connection,
      'CREATE TABLE throughline.n (n UInt64) ENGINE = SummingMergeTree ORDER BY n',
    );
    await run(
      connection,
      'CREATE MATERIALIZED VIEW throughline.v TO throughline.n AS SELECT x AS n FROM throughline.t',
    );
    await run(connection, 'INSERT INTO throughline.t SELECT number FROM numbers(1000)');
    await run(connection, 'ALTER TABLE throughline.t ADD COLUMN y String');
    await run(connection, 'OPTIMIZE TABLE throughline.t FINAL');
    expect(await run(connection, 'SELECT count() FROM throughline.n')).toBe('1000\n');
    for (const forbidden of [
      "SELECT * FROM file('/etc/hostname', LineAsString)",
      "SELECT * FROM url('http://127.0.0.1:9/', LineAsString)",
      "SELECT * FROM remote('127.0.0.1:9', system.one)",
      "INSERT INTO FUNCTION file('/tmp/x.csv', CSV, 'x UInt8') VALUES (1)",
      "CREATE TABLE throughline.f (x UInt8) ENGINE = File('CSV', '/tmp/x.csv')",
      "CREATE USER intruder IDENTIFIED BY 'x'",
      'SYSTEM SHUTDOWN',
    ]) {
      await expect(run(connection, forbidden), forbidden).rejects.toThrow('ACCESS_DENIED');
    }
  });

  it('refuses a query that wants too much memory, and goes on', async () => {
    const connection = await start();
    const greedy = 'SELECT groupArray(number) FROM numbers(100000000) FORMAT Null';
    await expect(run(connection, greedy)).rejects.toThrow('MEMORY_LIMIT_EXCEEDED');
    expect(await run(connection, 'SELECT 1')).toBe('1\n');
    expect(statuses()).toEqual(['ready']);
  });

  it('holds its data directory against a second instance', async () => {
    await start();
    await expect(startEmbeddedEngine({ dataDir, logger: silentLogger })).rejects.toMatchObject({
      code: 'DATA_DIR_HELD',
      message: expect.stringContaining(`process ${process.pid}`),
    });
  });
});

describe('when the engine dies', () => {
  async function insertAndKill(connection: EmbeddedEngine): Promise<void> {
    await run(connection, 'CREATE TABLE throughline.t (x UInt64) ENGINE = MergeTree ORDER BY x');
    for (let i = 0; i < 10; i++) await run(connection, `INSERT INTO throughline.t VALUES (${i})`);
    process.kill(pidOf(connection), 'SIGKILL');
  }

  it('comes back at the same address with everything that was acknowledged, and says so', async () => {
    const connection = await start();
    const before = { url: connection.url, pid: connection.state.pid };
    await insertAndKill(connection);
    await vi.waitUntil(() => connection.state.restarts === 1, POLL);
    expect(statuses()).toEqual(['ready', 'restarting', 'ready']);
    expect(connection.state.lastError).toContain('signal SIGKILL');
    expect(connection.url).toBe(before.url);
    expect(connection.state.pid).not.toBe(before.pid);
    expect(await run(connection, 'SELECT count() FROM throughline.t')).toBe('10\n');
  });

  it('moves to another port when somebody took its own', async () => {
    const connection = await start();
    const url = connection.url;
    const thief = createServer((socket) => socket.destroy());
    await insertAndKill(connection);
    // Its port is free only when it is really gone, so this may take more than one try.
    await vi.waitFor(async () => {
      thief.listen(Number(new URL(url).port), '127.0.0.1');
      await once(thief, 'listening');
    }, POLL);
    await vi.waitUntil(() => connection.state.restarts === 1, POLL);
    expect(connection.url).not.toBe(url);
    expect(await run(connection, 'SELECT count() FROM throughline.t')).toBe('10\n');
    thief.close();
  });

  it('does not come back when it was stopped in the meantime', async () => {
    const connection = await start();
    process.kill(pidOf(connection), 'SIGKILL');
    await vi.waitUntil(() => connection.state.status === 'restarting', POLL);
    await connection.stop();
    expect(connection.state).toMatchObject({ status: 'stopped', pid: undefined, restarts: 0 });
    await (await openDataDirectory(dataDir, { orphanWaitMs: 0 })).release();
  });

  it('is started again when it is killed before its first answer', async () => {
    const others = await childPids();
    const starting = start();
    const pid = await vi.waitUntil(async () => {
      return (await childPids()).find((child) => !others.includes(child));
    }, POLL);
    process.kill(ensureExists(pid, 'no engine'), 'SIGKILL');
    const connection = await starting;
    expect(connection.state.pid).not.toBe(pid);
    expect(await run(connection, 'SELECT 1')).toBe('1\n');
  });

  it('says why it cannot even start, with its own last words', async () => {
    await mkdir(join(dataDir, 'engine', 'log', 'engine.log'), { recursive: true });
    await expect(start()).rejects.toMatchObject({
      code: 'ENGINE_START_FAILED',
      message: expect.stringMatching(/ended while starting \(exit code 1: .*engine\.log/),
    });
  });

  it('says why it cannot open its store, and gives the directory free', async () => {
    await mkdir(join(dataDir, 'engine', 'store'), { recursive: true });
    await writeFile(
      join(dataDir, 'engine', 'store', 'metadata'),
      'a file where a directory should be',
    );
    await expect(start()).rejects.toMatchObject({
      code: 'ENGINE_START_FAILED',
      message: expect.stringMatching(/could not open its store \(.*File exists.*Its log is in/s),
    });
    await (await openDataDirectory(dataDir, { orphanWaitMs: 0 })).release();
  });
});

describe('stop', () => {
  it('leaves no process, also with a query running, and what was stored stays', async () => {
    const connection = await start();
    const pid = pidOf(connection);
    await run(connection, 'CREATE TABLE throughline.t (x UInt64) ENGINE = MergeTree ORDER BY x');
    await run(connection, 'INSERT INTO throughline.t VALUES (7)');
    const endless = run(connection, 'SELECT count() FROM system.numbers').catch(() => 'ended');
    await vi.waitUntil(
      async () =>
        (await run(
          connection,
          "SELECT count() FROM system.processes WHERE query LIKE '%count() FROM system.numbers'",
        )) === '1\n',
      POLL,
    );
    await Promise.all([connection.stop(), connection.stop()]);
    expect(await endless).toBe('ended');
    expect(await isRunning(pid)).toBe(false);
    expect(statuses()).toEqual(['ready', 'stopped']);
    expect(await run(await start(), 'SELECT x FROM throughline.t')).toBe('7\n');
  });
});

describe('when the server is killed', () => {
  const parentScript = fileURLToPath(new URL('../testing/engine-parent.ts', import.meta.url));
  let parent: ChildProcess | undefined;

  afterEach(() => parent?.kill('SIGKILL'));

  async function startParent(): Promise<EngineConnection & { readonly pid: number }> {
    const options = ['--import', import.meta.resolve('tsx'), parentScript, dataDir];
    const child = spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'inherit'] });
    parent = child;
    const [line] = await once(createInterface(child.stdout), 'line');
    return JSON.parse(String(line));
  }

  it.each(['SIGKILL', 'SIGTERM'] as const)(
    'by %s, the engine goes too, and the next server finds its data',
    async (signal) => {
      const orphan = await startParent();
      await run(orphan, 'CREATE TABLE throughline.t (x UInt64) ENGINE = MergeTree ORDER BY x');
      await run(orphan, 'INSERT INTO throughline.t VALUES (42)');
      const server = ensureExists(parent, 'it was started');
      const gone = once(server, 'exit');
      server.kill(signal);
      await gone;
      // Started at once: it has to wait for the orphan itself.
      const connection = await start();
      // It closes its store a moment before it ends.
      await vi.waitUntil(async () => !(await isRunning(orphan.pid)), POLL);
      expect(await run(connection, 'SELECT x FROM throughline.t')).toBe('42\n');
    },
  );
});
