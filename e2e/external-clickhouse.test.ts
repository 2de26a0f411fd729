// The same product with a ClickHouse that is not its own: it gets a URL, a user and a password, and
// must not start an engine. On this machine it keeps only what is on its way there.

import { readdir } from 'node:fs/promises';
import { startTestEngine } from '@throughline/storage/testing/start-test-engine';
import { expect, it, onTestFinished } from 'vitest';
import { getJson } from './support/api.ts';
import { randomTraceId, sendTraces, simpleTrace } from './support/otlp-json.ts';
import { descendantsOf } from './support/processes.ts';
import { startThroughline, temporaryFolder } from './support/throughline.ts';

it('stores in a ClickHouse that it is given', async () => {
  const engine = await startTestEngine();
  onTestFinished(() => engine.stop());
  const { url, username, password } = engine.connection;
  const dataDir = temporaryFolder();
  const options = {
    args: ['--data-dir', dataDir, '--clickhouse-url', url, '--clickhouse-user', username],
    env: { THROUGHLINE_CLICKHOUSE_PASSWORD: password },
  };
  const traceId = randomTraceId();

  const first = await startThroughline(options);
  expect(descendantsOf(first.child.pid)).toEqual([]);
  expect((await sendTraces(first.otlpHttp, simpleTrace(traceId, 'elsewhere'))).status).toBe(200);
  expect((await first.stop()).code).toBe(0);

  const second = await startThroughline(options);
  await getJson(second.http, `/api/v1/traces/${traceId}`);
  const status = await getJson<{ engine: { kind: string } }>(second.http, '/api/v1/status');
  expect(status.engine.kind).toBe('external');
  expect((await readdir(dataDir)).sort()).toEqual(['VERSION', 'instance.lock', 'spool']);
  expect((await second.stop()).code).toBe(0);
});

it('says so when nothing answers there', async () => {
  const args = ['--data-dir', temporaryFolder(), '--clickhouse-url', 'http://127.0.0.1:9'];
  const start = startThroughline({ args });
  await expect(start).rejects.toThrow(/throughline: .*127\.0\.0\.1:9/);
});
