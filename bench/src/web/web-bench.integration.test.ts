// A small run of the benchmark of the pages, so that it cannot rot: every figure is there. None is judged.

import { expect, it } from 'vitest';
import { benchWeb } from './web-bench.ts';

const TIMEOUT_MS = 180_000;

it('opens Explore and a trace, scrolls and zooms it', { timeout: TIMEOUT_MS }, async () => {
  const { explore, traces, frames, memory, storedSpans } = await benchWeb({
    ...{ sizes: [2_000], framesAt: 2_000, runs: 1, seed: 1, otherBodies: 1 },
    tell: () => {},
  });
  expect(storedSpans).toBe(3_000);
  const figures = {
    usable: explore.usableMs.p50,
    scripts: explore.scriptBytes,
    drawn: traces[0]?.drawnMs.p50 ?? 0,
    scrollFrames: frames.scrollFrames,
    zoomFrames: frames.zoomFrames,
    process: memory.processBytes,
    heap: memory.heapBytes,
  };
  const missing = Object.entries(figures).filter(([, value]) => !(value > 0));
  expect(missing).toEqual([]);
});
