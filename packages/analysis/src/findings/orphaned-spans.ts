// Spans whose parent is named and has not arrived, in a trace that has a root. Why is for
// propagation/ to say, which looks at more than one trace.

import { sayCount } from '../text/say.ts';
import { operationOf, serviceOf, type Trace } from '../trace/trace.ts';
import { byStart } from './calls.ts';
import { defineRule, type Finding } from './finding.ts';

export const orphanedSpans = defineRule({
  name: 'orphaned-spans',
  summary: 'spans whose parent has not arrived',
  limits: 'A trace that is still coming in has them too: ask again a little later.',
  thresholds: { minSpans: { value: 1, meaning: 'spans without their parent in one service' } },
  find: ({ trace }, threshold) => {
    if (trace.parentMissing[trace.rootRow] === 1) return [];
    return orphansByService(trace, 'orphaned-spans', threshold('minSpans'));
  },
});

/** One finding per service whose spans have lost their parent. */
export function orphansByService(trace: Trace, name: Finding['name'], minSpans: number): Finding[] {
  const byService = new Map<number, number[]>();
  for (const row of trace.tree.roots) {
    if (trace.parentMissing[row] !== 1) continue;
    const service = trace.service[row] ?? 0;
    const rows = byService.get(service);
    if (rows === undefined) byService.set(service, [row]);
    else rows.push(row);
  }
  return [...byService.values()].flatMap((rows) => {
    if (rows.length < minSpans) return [];
    const first = rows[0] ?? 0;
    return [
      {
        name,
        service: serviceOf(trace, first),
        operation: operationOf(trace, first),
        sentence:
          `the parent of ${sayCount(rows.length)} ${rows.length === 1 ? 'span' : 'spans'} ` +
          `of ${serviceOf(trace, first)} is not there`,
        rows: byStart(trace, rows),
        costNs: 0,
      },
    ];
  });
}
