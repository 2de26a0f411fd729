// The shop's own processes, and a collector that keeps what they export: for tests that ask whether the
// faults of the shop are found. Knows the shop only by its command and by HTTP, as its users do.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { SpanBatch } from '@throughline/model/batch/span-batch';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const READY = 'shop ready ';

export interface ShopRun {
  /** One request, with a fault when one is named; the id of its trace. */
  request(method: string, path: string, fault?: string): Promise<string>;
  /** Resolves when its customers have done what they were to do, and everything is exported. */
  finished(): Promise<void>;
  /** Stops the shop, which exports everything first; all spans that came. A second time it does nothing. */
  stop(): Promise<SpanBatch>;
}

/** What its own customers do; without, nobody asks but the test. */
export interface ShopTraffic {
  readonly requests: number;
  /** Per second; slower where the machine is. */
  readonly rate: number;
}

export async function runShop(traffic?: ShopTraffic): Promise<ShopRun> {
  const batch = new SpanBatch();
  const collector = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      decodeTracesJson(JSON.parse(body), batch, 0);
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  collector.listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const { port } = collector.address() as AddressInfo;
  const shop = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      'demo/src/main.ts',
      '--port',
      '0',
      '--quiet',
      '--otlp',
      `http://127.0.0.1:${port}`,
      ...trafficFlags(traffic),
    ],
    {
      cwd: ROOT,
      env: { ...process.env, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const url = await readyUrl(shop);
  const ended = once(shop, 'exit');
  return {
    finished: async () => void (await ended),
    request: async (method, path, fault) => {
      const answer = await fetch(`${url}${path}`, {
        method,
        headers: fault === undefined ? {} : { 'x-shop-fault': fault },
      });
      await answer.arrayBuffer();
      return answer.headers.get('x-trace-id') ?? '';
    },
    stop: async () => {
      if (shop.exitCode === null) {
        shop.kill('SIGTERM');
        await ended;
      }
      collector.close();
      collector.closeAllConnections();
      return batch;
    },
  };
}

function trafficFlags(traffic: ShopTraffic | undefined): string[] {
  if (traffic === undefined) return ['--count', '0', '--stay'];
  return ['--count', String(traffic.requests), '--rate', String(traffic.rate)];
}

async function readyUrl(shop: ChildProcess): Promise<string> {
  if (shop.stdout === null) throw new Error('the shop has no output');
  const lines = createInterface({ input: shop.stdout });
  const ready = new Promise<string>((resolve) => {
    lines.on('line', (line) => {
      if (line.startsWith(READY)) resolve(line.slice(READY.length));
    });
  });
  const ended = once(shop, 'exit').then(() => {
    throw new Error('the shop ended before it was ready');
  });
  return Promise.race([ready, ended]);
}
