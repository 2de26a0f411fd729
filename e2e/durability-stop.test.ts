// SIGTERM: at most ten seconds under load, whatever hangs, and nothing acknowledged is lost.

import { connect } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { untilStored } from './support/api.ts';
import { isAlive } from './support/child.ts';
import { damaged, startWriting, type Writes } from './support/load.ts';
import { enginePid } from './support/processes.ts';
import { startThroughline, type Throughline, temporaryFolder } from './support/throughline.ts';

/** The promise itself, so that this is no timing test: what runs us kills us after ten seconds or more. */
const MAX_STOP_MS = 10_000;

async function stopWithin(throughline: Throughline, writes: Writes): Promise<void> {
  const startedMs = performance.now();
  const { code } = await throughline.stop();
  expect(performance.now() - startedMs).toBeLessThan(MAX_STOP_MS);
  expect(code).toBe(0);
  await writes.stop();
}

async function expectAll(dataDir: string, writes: Writes): Promise<void> {
  const again = await startThroughline({ dataDir });
  await untilStored(again.http);
  expect(await damaged(again.http, writes.acknowledged)).toEqual([]);
  await again.stop();
}

/** A request that has begun and never ends. */
function stuckRequest(otlpHttp: string): void {
  const { hostname, port } = new URL(otlpHttp);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  socket.write(
    'POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-protobuf\r\n' +
      'Content-Length: 1000\r\n\r\nxxx',
  );
  onTestFinished(() => void socket.destroy());
}

it('stops in time under load, with a request that never ends', async () => {
  const dataDir = temporaryFolder();
  const throughline = await startThroughline({ dataDir });
  stuckRequest(throughline.otlpHttp);
  const writes = startWriting(() => throughline.otlpHttp, 16);
  await writes.more(500);
  await stopWithin(throughline, writes);
  await expectAll(dataDir, writes);
});

it('stops in time although the engine hangs', async () => {
  const dataDir = temporaryFolder();
  const throughline = await startThroughline({ dataDir });
  const writes = startWriting(() => throughline.otlpHttp, 16);
  await writes.more(200);
  const engine = enginePid(throughline.child.pid);
  process.kill(engine, 'SIGSTOP');
  onTestFinished(() => {
    if (isAlive(engine)) process.kill(engine, 'SIGKILL');
  });
  stuckRequest(throughline.otlpHttp);
  await writes.more(300);
  await stopWithin(throughline, writes);
  expect(isAlive(engine)).toBe(false);
  await expectAll(dataDir, writes);
});
