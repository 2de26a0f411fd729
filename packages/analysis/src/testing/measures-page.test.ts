import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { HEALTHY_TRACES, measureFindings } from './corpus.ts';
import { measuresSection, PAGE, withSection } from './measures-page.ts';

/** Some thousand traces are made and analysed, on a machine that may be busy. */
const TIMEOUT_MS = 120_000;

it(
  'docs/analysis.md says what is measured (write-measures.ts writes it)',
  () => {
    const page = readFileSync(PAGE, 'utf8');
    expect(page).toBe(withSection(page, measuresSection()));
  },
  TIMEOUT_MS,
);

it(
  'findings are right, and most faults are found',
  () => {
    expect(HEALTHY_TRACES).toBeGreaterThanOrEqual(2_000);
    for (const { finding, precision, recall } of measureFindings()) {
      expect(precision, finding).toBeGreaterThanOrEqual(0.99);
      expect(recall, finding).toBeGreaterThanOrEqual(0.85);
    }
  },
  TIMEOUT_MS,
);
