// The command as a user runs it: how it begins, how it ends, and that nothing of it stays behind.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OtlpSink, startOtlpSink } from './testing/otlp-sink.ts';

const TIMEOUT_MS = 60_000;
const SERVER = 2;
const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

let sink: OtlpSink;
beforeAll(async () => {
  sink = await startOtlpSink();
});
afterAll(() => sink.close());

interface Command {
  readonly process: ChildProcess;
  readonly lines: string[];
  readonly ready: Promise<void>;
  /** Exit code once the streams are read to their ends. */
  readonly exit: Promise<number | null>;
}

function start(...args: string[]): Command {
  const process_ = spawn(process.execPath, ['--import', 'tsx', MAIN, ...args], {
    env: { ...process.env, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const ready = new Promise<void>((resolve) => {
    for (const stream of [process_.stdout, process_.stderr]) {
      createInterface(stream).on('line', (line) => {
        lines.push(line);
        if (line.startsWith('shop ready http://')) resolve();
      });
    }
  });
  const exit = once(process_, 'close').then(([code]) => code as number | null);
  return { process: process_, lines, ready, exit };
}

function pidsIn(lines: readonly string[]): Map<string, number> {
  const text = lines.find((line) => line.startsWith('Processes: '))?.slice('Processes: '.length);
  return new Map(
    (text ?? '').split(', ').map((entry) => {
      const [name = '', pid = ''] = entry.split(' ');
      return [name, Number(pid)];
    }),
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('the shop command', { timeout: TIMEOUT_MS }, () => {
  it('sends a bounded number of requests, exports every span, and exits with 0', async () => {
    const args = ['--port', '0', '--otlp', sink.url, '--count', '15', '--rate', '100', '--quiet'];
    const command = start(...args);
    expect(await command.exit).toBe(0);
    expect(command.lines).toHaveLength(1);
    expect(command.lines[0]).toMatch(/^shop ready http:\/\/127\.0\.0\.1:\d+$/);
    const roots = sink.spans.filter(
      ({ service, kind }) => service === 'gateway' && kind === SERVER,
    );
    expect(roots).toHaveLength(15);
    // Requests that wait for a connection of the pool must not lose their trace there.
    const parents = new Set(
      sink.spans.filter((span) => 'db.query.text' in span.attributes).map((s) => s.parentSpanId),
    );
    const looked = sink.spans.filter(
      ({ name, kind }) => name === 'grpc.shop.Inventory/GetProducts' && kind === SERVER,
    );
    expect(looked.length).toBeGreaterThan(0);
    expect(looked.filter(({ spanId }) => !parents.has(spanId))).toEqual([]);
  });

  it('closes with an error when one of its processes dies, and leaves none behind', async () => {
    const command = start('--port', '0', '--otlp', sink.url, '--count', '0', '--stay');
    await command.ready;
    const pids = pidsIn(command.lines);
    process.kill(pids.get('payment') ?? 0, 'SIGKILL');
    expect(await command.exit).toBe(1);
    expect(command.lines.at(-1)).toBe('The shop closes: payment was ended by SIGKILL');
    expect(pids.size).toBe(10);
    expect([...pids.values()].filter(isAlive)).toEqual([]);
  });

  it('leaves nothing behind when it is killed itself', async () => {
    const command = start('--port', '0', '--otlp', sink.url, '--rate', '20');
    await command.ready;
    const pids = pidsIn(command.lines);
    command.process.kill('SIGKILL');
    // The children hold the other ends of its output: it closes when the last of them is gone.
    expect(await command.exit).toBe(null);
    expect(pids.size).toBe(11);
    await expect.poll(() => [...pids.values()].filter(isAlive), { timeout: 15_000 }).toEqual([]);
  });

  it('says which port is taken and what to do', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const command = start('--port', String(port), '--otlp', sink.url);
    expect(await command.exit).toBe(1);
    expect(command.lines).toEqual([
      `Port ${port} is taken. Choose another one: --port ${port + 1}`,
    ]);
    other.close();
  });

  it('does not open when nothing listens for its spans', async () => {
    const command = start('--otlp', 'http://127.0.0.1:9', '--quiet');
    expect(await command.exit).toBe(1);
    expect(command.lines[0]).toMatch(/^Nothing listens at http:\/\/127\.0\.0\.1:9\./);
  });

  it('exits with 2 when it is called wrongly', async () => {
    const command = start('--fault', 'slow-paiment');
    expect(await command.exit).toBe(2);
    expect(command.lines[0]).toMatch(
      /^--fault has no "slow-paiment": the faults are slow-payment, /,
    );
  });
});
