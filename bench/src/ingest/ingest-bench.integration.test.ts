// A small run of the ingest benchmark, so that it cannot rot: what it sends is what is stored. No figure
// is judged here.

import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { benchIngest, SERVER } from './ingest-bench.ts';

it('sends what it says, and all of it is stored', { timeout: 120_000 }, async () => {
  expect(existsSync(SERVER), `${SERVER} is missing: npm run build makes it`).toBe(true);
  const result = await benchIngest({ spans: 5_000, inFlight: 2, seed: 1 });
  expect(result).toMatchObject({ spans: 5_000, spansStored: 5_000 });
  expect(result.engineCpuMicrosPerSpan).toBeGreaterThan(0);
  expect(result.serverCpuMicrosPerSpan).toBeGreaterThan(0);
  expect(result.diskBytesPerSpan).toBeGreaterThan(0);
});
