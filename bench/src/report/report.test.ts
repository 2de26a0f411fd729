// docs/benchmarks.md says what the published results say, and promises are judged the right way round.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { BenchResult } from './bench-result.ts';
import { promisesTable } from './promises.ts';
import { PAGE, RESULTS } from './report-benchmark.ts';
import { readPublished, withMeasured } from './report-section.ts';

const RUN = {
  arguments: ['codec'],
  revision: 'abc',
  startedAt: '2026-01-31T12:00:00Z',
  machine: { cpu: 'a', cores: 2, memoryGiB: 24, kernel: '6', fileSystem: 'ext4', node: 'v20' },
  calibration: { before: { wallMs: 100, cpuMs: 90 }, after: { wallMs: 200, cpuMs: 95 } },
};

function codec(spansPerCpuSecond: number): BenchResult {
  const codec = {
    spansPerCpuSecond,
    decodeMicrosPerSpan: 1,
    encodeMicrosPerSpan: 1,
    recordMicrosPerSpan: 2,
    wireBytesPerSpan: 486,
    blockBytesPerSpan: 300,
  };
  return { kind: 'codec', run: RUN, codec };
}

function soak(peakBytes: number): BenchResult {
  const memory = { medianBytes: [1], peakBytes, growthBytesPerHour: 0 };
  return {
    kind: 'soak',
    run: RUN,
    soak: {
      protocol: 'protobuf',
      seconds: 60,
      spans: 1,
      spansPerSecond: 1,
      retries: 0,
      server: memory,
      engine: memory,
    },
  };
}

it('is up to date', () => {
  const page = readFileSync(PAGE, 'utf8');
  expect(page, 'run: npm run bench -- report').toBe(withMeasured(page, readPublished(RESULTS)));
});

it('tells kept promises from broken ones and from those not measured', () => {
  const verdicts = (results: readonly BenchResult[]) =>
    promisesTable(results).rows.filter(([, , measured]) => measured !== 'not measured');
  expect(verdicts([])).toEqual([]);
  expect(verdicts([codec(799_999), soak(350 * 2 ** 20)]).map((row) => row.slice(1))).toEqual([
    ['at least 800,000', '799,999', 'no'],
    ['at most 350', '350', 'yes'],
  ]);
  expect(verdicts([codec(800_000), soak(351 * 2 ** 20)]).map((row) => row[3])).toEqual([
    'yes',
    'no',
  ]);
});

it('replaces what was measured before, and nothing else', () => {
  const page = readFileSync(PAGE, 'utf8');
  const once = withMeasured(page, [codec(812_345)]);
  expect(once).toContain('812,345');
  expect(withMeasured(once, [])).not.toContain('812,345');
  expect(withMeasured(once, readPublished(RESULTS))).toBe(
    withMeasured(page, readPublished(RESULTS)),
  );
  expect(() => withMeasured('# No place', [])).toThrow(/no place/);
});
