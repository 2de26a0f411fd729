// A result on the terminal, and in a file when one is named.

import { writeFileSync } from 'node:fs';
import type { Calibration } from '../measure/calibration.ts';
import { machineInWords } from '../measure/machine-facts.ts';
import type { BenchResult } from './bench-result.ts';
import { resultTables } from './result-tables.ts';
import { figure, markdownTable } from './table.ts';

export function printResult(
  result: BenchResult,
  { json, out }: { readonly json: boolean; readonly out: string | undefined },
): void {
  if (out !== undefined) writeFileSync(out, `${JSON.stringify(result, undefined, 2)}\n`);
  if (json) {
    console.log(JSON.stringify(result));
    return;
  }
  console.log(runInWords(result));
  for (const table of resultTables(result)) {
    console.log(`\n${table.title}\n\n${markdownTable(table)}`);
  }
}

export function runInWords({ run }: BenchResult): string {
  const { before, after } = run.calibration;
  const facts = [
    machineInWords(run.machine),
    `revision ${run.revision}`,
    run.startedAt,
    `calibration loop before and after: ${inWords(before)}, ${inWords(after)}`,
  ];
  return facts.join('; ');
}

function inWords({ wallMs, cpuMs }: Calibration): string {
  return `${figure(wallMs)} ms (${figure(cpuMs)} ms CPU)`;
}
