// A short run of the kill bench: what was acknowledged is there, once, whatever was killed.

import { expect, it } from 'vitest';
import { benchKills, brokenPromises } from './kill-bench.ts';

it('loses nothing acknowledged, and shows nothing twice', { timeout: 180_000 }, async () => {
  const seed = 1 + (Date.now() % 100_000);
  const result = await benchKills({ rounds: 5, seed });
  expect(brokenPromises(result), `npm run bench -- kill --rounds 5 --seed ${seed}`).toEqual([]);
  expect(result.acknowledgedTraces).toBeGreaterThan(0);
});
