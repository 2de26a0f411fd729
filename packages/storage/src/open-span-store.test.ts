// Opening a store while its engine is not there yet.

import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { silentLogger } from './contract/logger.ts';
import { openSpanStore } from './open-span-store.ts';

it('asks again when the engine hangs up on the first statements', async () => {
  let asked = 0;
  const engine = createServer((request) => {
    asked++;
    // An engine that dies: no answer, the connection gone.
    request.socket.destroy();
  });
  engine.listen(0, '127.0.0.1');
  await once(engine, 'listening');
  const { port } = engine.address() as AddressInfo;
  const spoolDir = await mkdtemp(join(tmpdir(), 'throughline-spool-'));
  const connection = {
    url: `http://127.0.0.1:${port}`,
    username: 'nobody',
    password: '',
    database: 'none',
  };
  const opening = openSpanStore({ connection, logger: silentLogger, spoolDir });
  await expect(opening).rejects.toThrow('the storage engine does not answer');
  expect(asked).toBeGreaterThan(1);
  engine.close();
  await rm(spoolDir, { recursive: true, force: true });
}, 20_000);
