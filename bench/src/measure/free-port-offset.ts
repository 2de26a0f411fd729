// A port offset at which none of the product's listeners meets another program.

import { once } from 'node:events';
import { createServer } from 'node:net';

const LISTENER_PORTS = [16_686, 4318, 4317, 3200, 9411, 14_268, 14_250];
const FIRST_OFFSET = 20_000;
const OFFSETS = 20_000;
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
