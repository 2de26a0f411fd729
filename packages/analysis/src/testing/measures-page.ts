// The part of docs/analysis.md that is measured and generated: every finding with its thresholds, and its
// precision and recall on the corpus.

import { FINDING_RULES } from '../findings/find-all.ts';
import { HEALTHY_TRACES, type Measure, TRACES_PER_FAULT } from './corpus.ts';

export const PAGE = new URL('../../../../docs/analysis.md', import.meta.url);

const START = '<!-- measured: written by write-measures.ts -->';
const END = '<!-- end of measured -->';

export function withSection(page: string, section: string): string {
  const [before = '', rest = ''] = page.split(START);
  const after = rest.split(END)[1] ?? '';
  return `${before}${START}\n\n${section}\n\n${END}${after}`;
}

export function measuresSection(measured: readonly Measure[]): string {
  const rules = FINDING_RULES.map(({ name, summary, limits, thresholds }) => {
    const set = Object.entries(thresholds).map(
      ([key, { value, meaning }]) => `\`${key}\` ${value} (${meaning})`,
    );
    return [`\`${name}\``, summary, set.join('; '), limits];
  });
  const measures = measured.map(({ finding, found, falseAlarms, precision, recall }) => [
    `\`${finding}\``,
    `${found} of ${TRACES_PER_FAULT}`,
    String(falseAlarms),
    precision.toFixed(3),
    recall.toFixed(3),
  ]);
  return [
    table(['finding', 'what it is', 'thresholds', 'limits'], rules),
    `On ${HEALTHY_TRACES} made traces without a fault and ${TRACES_PER_FAULT} with each one:`,
    table(['finding', 'found', 'false alarms', 'precision', 'recall'], measures),
  ].join('\n\n');
}

/** With columns as wide as their widest cell, as the formatter of the repository wants it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, at) =>
    Math.max(cell.length, ...rows.map((row) => (row[at] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  const rule = widths.map((width) => '-'.repeat(width));
  return [head, rule, ...rows].map(line).join('\n');
}
