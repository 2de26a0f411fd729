// A port offset at which none of the product's listeners meets another program, for a product that is to come back
// where it was. One that is started once takes any ports (any-ports.ts).

import { once } from 'node:events';
import { createServer } from 'node:net';

const LISTENER_PORTS = [
  16_686, 16_685, 14_268, 14_250, 9411, 6832, 6831, 5779, 5778, 4318, 4317, 3200,
];
/**
 * The highest port stays below 32768, where Linux begins to take ports for outgoing connections: any of those
 * might have one of ours while the product is away.
 */
const FIRST_OFFSET = 1_000;
const OFFSETS = 15_000;
const MAX_TRIES = 20;

export async function freePortOffset(): Promise<number> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const offset = FIRST_OFFSET + Math.floor(Math.random() * OFFSETS);
    const free = await Promise.all(LISTENER_PORTS.map((port) => isFree(port + offset)));
    if (free.every(Boolean)) return offset;
  }
  throw new Error('no free ports found for the benchmark');
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
