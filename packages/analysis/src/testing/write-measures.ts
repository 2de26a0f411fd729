// Writes the measured precision and recall of the findings, and their thresholds, into docs/analysis.md:
// `npx tsx packages/analysis/src/testing/write-measures.ts`. With `--time` it prints how long 100,000 spans
// take here instead; that is no test, because it depends on the machine.

import { readFileSync, writeFileSync } from 'node:fs';
import { analyseTrace } from '../analyse-trace.ts';
import { largeTrace } from './large-trace.ts';
import { measuresSection, PAGE, withSection } from './measures-page.ts';

const RUNS = 9;

function printTimes(): void {
  for (const shape of ['tree', 'flat', 'chain'] as const) {
    const batch = largeTrace(100_000, shape);
    const times = Array.from({ length: RUNS }, () => {
      const startMs = performance.now();
      analyseTrace(batch);
      return performance.now() - startMs;
    }).sort((a, b) => a - b);
    const median = times[Math.floor(RUNS / 2)] ?? 0;
    process.stdout.write(
      `100,000 spans, ${shape}: ${Math.round(median)} ms (median of ${RUNS}, least ${Math.round(times[0] ?? 0)} ms)\n`,
    );
  }
}

if (process.argv.includes('--time')) printTimes();
else writeFileSync(PAGE, withSection(readFileSync(PAGE, 'utf8'), measuresSection()));
