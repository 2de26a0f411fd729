// Two results are compared figure by figure, whatever subsets of protocols they have.

import { expect, it } from 'vitest';
import type { BenchResult } from './bench-result.ts';
import { compareResults } from './compare-results.ts';

function soak(spansPerSecond: number): BenchResult {
  const memory = { medianBytes: [10, 20], peakBytes: 30, growthBytesPerHour: 0 };
  return {
    kind: 'soak',
    run: {
      arguments: [],
      revision: 'abc',
      startedAt: '2026-01-31T12:00:00Z',
      machine: { cpu: '', cores: 2, memoryGiB: 24, kernel: '', fileSystem: 'ext4', node: '' },
      calibration: { before: { wallMs: 100, cpuMs: 90 }, after: { wallMs: 200, cpuMs: 95 } },
    },
    soak: {
      protocol: 'protobuf',
      seconds: 60,
      spans: 1,
      spansPerSecond,
      retries: 0,
      server: memory,
      engine: memory,
    },
  };
}

it('gives the ratio of each figure and leaves out the facts of the machine', () => {
  const { rows } = compareResults(soak(200_000), soak(250_000));
  expect(rows).toContainEqual(['soak.spansPerSecond', '200,000', '250,000', '1.250']);
  expect(rows).toContainEqual(['soak.server.medianBytes.1', '20.00', '20.00', '1.000']);
  expect(rows).toContainEqual(['soak.retries', '0.00', '0.00', '']);
  expect(rows).toContainEqual(['run.calibration.before.wallMs', '100.00', '100.00', '1.000']);
  expect(rows.map(([path]) => path)).not.toContain('run.machine.cores');
});
