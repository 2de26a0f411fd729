// A smoke of every fuzzer: a few thousand cases from a fixed seed, none of which may show a fault. The long
// run is `npm run bench -- fuzz`.

import { describe, expect, it } from 'vitest';
import { FUZZERS, type FuzzerName } from '../testing/fuzz/fuzzers.ts';

const SEED = 20_260;

/** What each manages within a second or so. */
const CASES: Readonly<Record<FuzzerName, number>> = {
  protobuf: 2000,
  json: 2000,
  limits: 1000,
  gzip: 500,
  deflate: 500,
  zstd: 500,
  grpc: 500,
  jaegerBinaryBatch: 1000,
  jaegerBinaryPacket: 1000,
  jaegerCompactPacket: 1000,
  jaegerPostSpans: 1000,
  zipkinV1Json: 1000,
  zipkinV2Json: 1000,
  zipkinThrift: 1000,
  zipkinProtobuf: 1000,
};

const SMOKE_TIMEOUT_MS = 60_000;

describe('no case shows a fault', () => {
  it.each(Object.entries(CASES))('%s', { timeout: SMOKE_TIMEOUT_MS }, async (name, cases) => {
    const findings: string[] = [];
    let done = 0;
    const counts = await FUZZERS[name as FuzzerName]({
      seed: SEED,
      cases,
      onFinding: ({ problem }) => findings.push(problem),
      onCase: () => done++,
    });
    expect(findings).toEqual([]);
    expect(done).toBe(cases);
    // Both ends are reached, or the mutators bend too much or too little.
    const ends = Object.values(counts).filter((count) => count > cases / 100);
    expect(ends.length).toBeGreaterThan(1);
  });
});
