import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@throughline/storage/contract/logger';
import { expect, it, onTestFinished } from 'vitest';
import { openSamplingStrategies } from '../jaeger/sampling/sampling-strategies.ts';
import { createTestApp } from './testing/create-test-app.ts';
import { expectMatchesOpenApi } from './testing/expect-matches-open-api.ts';

const PATH = '/api/v1/sampling/strategies';
const PUT = { method: 'PUT', url: PATH } as const;

async function appOf(file?: string) {
  const dataDir = mkdtempSync(join(tmpdir(), 'throughline-sampling-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  const path = file === undefined ? undefined : join(dataDir, 'strategies.json');
  if (path !== undefined) writeFileSync(path, file ?? '');
  const sampling = await openSamplingStrategies({ dataDir, file: path, logger: silentLogger });
  onTestFinished(() => sampling.close());
  return { app: await createTestApp({ sampling }), sampling };
}

const strategies = {
  default_strategy: { type: 'probabilistic', param: 0.25 },
  service_strategies: [{ service: 'cart', type: 'ratelimiting', param: 3 }],
} as const;

it('tells the strategies in force, and takes others', async () => {
  const { app, sampling } = await appOf();
  const before = await app.inject(PATH);
  await expectMatchesOpenApi(app, PATH, before);
  expect(before.json()).toEqual({ source: 'default', warnings: [], strategies: {} });
  const put = await app.inject({ ...PUT, body: strategies });
  await expectMatchesOpenApi(app, PATH, put, 'put');
  expect(put.json()).toEqual({
    source: 'api',
    readAt: expect.stringMatching(/Z$/),
    warnings: [],
    strategies,
  });
  expect((await app.inject(PATH)).json()).toEqual(put.json());
  expect(sampling.strategyFor('cart')).toMatchObject({ maxTracesPerSecond: 3 });
});

it.each([
  [{ default_strategy: { type: 'never', param: 1 } }, 'default_strategy.type'],
  [{ default_strategies: {} }, 'there is no "default_strategies"'],
  [{ default_strategy: { type: 'probabilistic', param: 3 } }, 'default_strategy.param: 3'],
])('refuses %j', async (body, message) => {
  const { app } = await appOf();
  const response = await app.inject({ ...PUT, body });
  await expectMatchesOpenApi(app, PATH, response, 'put');
  expect(response.statusCode).toBe(400);
  expect(response.json().error).toMatchObject({
    code: 'INVALID_BODY',
    message: expect.stringContaining(message),
  });
});

it('takes none where a file rules, nor from a page of another origin', async () => {
  const { app } = await appOf(JSON.stringify(strategies));
  const ruled = await app.inject({ ...PUT, body: {} });
  await expectMatchesOpenApi(app, PATH, ruled, 'put');
  expect([ruled.statusCode, ruled.json().error.code]).toEqual([409, 'SAMPLING_FROM_FILE']);
  expect((await app.inject(PATH)).json()).toMatchObject({ source: 'file', strategies });
  const foreign = await app.inject({ ...PUT, body: {}, headers: { origin: 'https://a.example' } });
  expect(foreign.statusCode).toBe(403);
});
