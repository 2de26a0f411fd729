// Writes the measured precision and recall of the findings, and their thresholds, into docs/analysis.md:
// `npx tsx packages/analysis/src/testing/write-measures.ts`. With `--time` it prints how long 100,000 spans
// take here instead, as time of the processor: that is no test, because it depends on the machine.

import { readFileSync, writeFileSync } from 'node:fs';
import { analyseTrace } from '../analyse-trace.ts';
import { measureFindings } from './corpus.ts';
import { largeTrace } from './large-trace.ts';
import { measuresSection, PAGE, withSection } from './measures-page.ts';

const RUNS = 9;

function printTimes(): void {
  for (const shape of ['tree', 'flat', 'chain'] as const) {
    const batch = largeTrace(100_000, shape);
    const cpuMs = Array.from({ length: RUNS }, () => {
      const before = process.cpuUsage();
      analyseTrace(batch);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    }).sort((a, b) => a - b);
    const median = Math.round(cpuMs[Math.floor(RUNS / 2)] ?? 0);
    process.stdout.write(
      `100,000 spans, ${shape}: ${median} ms of a processor (median of ${RUNS})\n`,
    );
  }
}

if (process.argv.includes('--time')) printTimes();
else
  writeFileSync(PAGE, withSection(readFileSync(PAGE, 'utf8'), measuresSection(measureFindings())));
