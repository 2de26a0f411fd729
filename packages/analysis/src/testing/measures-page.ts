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
    return `| \`${name}\` | ${summary} | ${set.join('; ')} | ${limits} |`;
  });
  const measures = measured.map(
    ({ finding, found, falseAlarms, precision, recall }) =>
      `| \`${finding}\` | ${found} of ${TRACES_PER_FAULT} | ${falseAlarms} | ${precision.toFixed(3)} | ${recall.toFixed(3)} |`,
  );
  return [
    '| finding | what it is | thresholds | limits |',
    '| --- | --- | --- | --- |',
    ...rules,
    '',
    `On ${HEALTHY_TRACES} made traces without a fault and ${TRACES_PER_FAULT} with each one:`,
    '',
    '| finding | found | false alarms | precision | recall |',
    '| --- | --- | --- | --- | --- |',
    ...measures,
  ].join('\n');
}
