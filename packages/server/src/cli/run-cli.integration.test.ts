// The command from source in processes of their own: what it prints, what it refuses and with which
// exit code, and how it stops.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createTestDatabase } from '@throughline/storage/testing/create-test-database';
import { describe, expect, it, onTestFinished } from 'vitest';

const MAIN = join(import.meta.dirname, '../main.ts');
const LISTENERS = [
  'http',
  'otlp-http',
  'otlp-grpc',
  'tempo',
  'zipkin',
  'jaeger-http',
  'jaeger-grpc',
  'jaeger-compact',
  'jaeger-binary',
  'jaeger-query',
  'jaeger-sampling',
  'jaeger-sampling-grpc',
];

const ANY_PORTS = [
  '--http-port=0',
  '--otlp-http-port=0',
  '--otlp-grpc-port=0',
  '--tempo-port=0',
  '--zipkin-port=0',
  '--jaeger-http-port=0',
  '--jaeger-grpc-port=0',
  '--jaeger-compact-port=0',
  '--jaeger-binary-port=0',
  '--jaeger-query-port=0',
  '--jaeger-sampling-port=0',
  '--jaeger-sampling-grpc-port=0',
];

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

function start(args: readonly string[], env: Record<string, string> = {}): Started {
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = once(child, 'close').then(([code]) => ({ code, stdout, stderr }));
  return { child, ended };
}

function run(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  return start(args, env).ended;
}

async function startedLine({ child, ended }: Started) {
  if (child.stdout === null) throw new Error('no output to read');
  for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line);
  throw new Error(`it did not start: ${(await ended).stderr}`);
}

function dataDir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
  return folder;
}

describe('without starting anything', () => {
  it('prints version and help', async () => {
    expect(await run(['version'])).toMatchObject({ code: 0, stdout: '0.1.0\n', stderr: '' });
    expect((await run(['help'])).stdout).toContain('--data-dir <path>');
  });

  it('ends with 2 when the command line is wrong', async () => {
    expect(await run(['srve'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'throughline: there is no command "srve"; did you mean serve?\n',
    });
    expect(await run(['--http-port', 'x'])).toMatchObject({ code: 2, stdout: '' });
  });

  it('ends with 1 and one sentence when a port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void taken.close());
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const folder = dataDir();
    const args = ['--data-dir', join(folder, 'none'), ...ANY_PORTS.slice(1), `--http-port=${port}`];
    const { code, stderr } = await run(args);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^throughline: port \d+ on 127\.0\.0\.1 is in use .*--http-port.*\n$/);
  });
});

describe('serving', () => {
  it('tells where it is, keeps its data directory to itself, and stops in order', async () => {
    const folder = dataDir();
    const args = ['--data-dir', folder, ...ANY_PORTS, '--log-format', 'json'];
    const first = start(args);
    const line = await startedLine(first);
    expect(line).toMatchObject({
      event: 'started',
      dataDir: folder,
      engine: { kind: 'embedded', state: 'ready' },
      listeners: LISTENERS.map((name) => ({ name })),
    });
    const ready = await fetch(`${line.listeners[0].url}/readyz`);
    expect(await ready.json()).toEqual({ ready: true, reasons: [] });

    const second = await run(args);
    expect(second.code).toBe(1);
    expect(second.stdout).toBe('');
    expect(second.stderr).toMatch(/^throughline: .*in use.*--data-dir.*\n$/);

    first.child.kill('SIGTERM');
    expect((await first.ended).code).toBe(0);
  });

  it('uses a ClickHouse that is given, and says when its login is wrong', async () => {
    const { url, username, password, database } = await createTestDatabase();
    const args = ['--clickhouse-url', url, '--clickhouse-user', username, ...ANY_PORTS];
    const folder = dataDir();
    const place = ['--clickhouse-database', database, '--data-dir', folder];
    const own = [...args, ...place, '--log-format', 'json'];
    const variables = { THROUGHLINE_CLICKHOUSE_PASSWORD: password };
    const server = start(own, variables);
    const line = await startedLine(server);
    expect(line.engine.kind).toBe('external');
    expect(line.dataDir).toBe(folder);
    server.child.kill('SIGINT');
    expect((await server.ended).code).toBe(0);

    const refused = await run(args, { THROUGHLINE_CLICKHOUSE_PASSWORD: 'not-this' });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/^throughline: ClickHouse at .* refuses user .*\n$/);
    expect(refused.stderr).not.toContain('not-this');
  });
});
