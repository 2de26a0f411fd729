import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { type Measure, measureFindings } from './corpus.ts';
import { measuresSection, PAGE, withSection } from './measures-page.ts';

/** Some thousand traces are made and analysed, on a machine that may be busy. */
const TIMEOUT_MS = 120_000;

let measured: readonly Measure[] = [];

beforeAll(() => {
  measured = measureFindings();
}, TIMEOUT_MS);

it('docs/analysis.md says what is measured (write-measures.ts writes it)', () => {
  const page = readFileSync(PAGE, 'utf8');
  expect(page).toBe(withSection(page, measuresSection(measured)));
});

it('findings are right, and most faults are found', () => {
  for (const { finding, precision, recall } of measured) {
    expect(precision, finding).toBeGreaterThanOrEqual(0.98);
    expect(recall, finding).toBeGreaterThanOrEqual(0.8);
  }
});
