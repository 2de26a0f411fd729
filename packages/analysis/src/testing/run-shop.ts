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
  /** Stops the shop, which exports everything first; all spans that came. A second time it does nothing. */
  stop(): Promise<SpanBatch>;
}

export async function runShop(): Promise<ShopRun> {
  const messages: string[] = [];
  const collector = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      messages.push(body);
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
      '--count',
      '0',
      '--stay',
      '--quiet',
    ].concat(['--otlp', `http://127.0.0.1:${port}`]),
    {
      cwd: ROOT,
      env: { ...process.env, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const url = await readyUrl(shop);
  return {
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
        await once(shop, 'exit');
      }
      collector.close();
      collector.closeAllConnections();
      const batch = new SpanBatch();
      for (const message of messages) decodeTracesJson(JSON.parse(message), batch, 0);
      return batch;
    },
  };
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
