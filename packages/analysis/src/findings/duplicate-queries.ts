// The same question asked again: queries within one request to a service that are equal in every value.
// Only reads, and only where the values are known.

import { sayOperation, sayTimes } from '../text/say.ts';
import { operationOf, serviceOf } from '../trace/trace.ts';
import { costOf } from './calls.ts';
import { defineRule } from './finding.ts';
import { groupStatements } from './group-statements.ts';

export const duplicateQueries = defineRule({
  name: 'duplicate-queries',
  summary: 'a query sent again with the same values within one request',
  limits:
    'Statements with placeholders count only where the parameters are recorded. The data may have changed.',
  thresholds: {
    minQueries: { value: 3, meaning: 'equal queries within one request to a service' },
  },
  find: (context, threshold) => {
    const { trace, entryOf } = context;
    const groups = groupStatements(context, threshold('minQueries'), ({ exact, isWrite }) =>
      isWrite ? undefined : exact,
    );
    return groups.flatMap((group) => {
      const rows = group.map(({ row }) => row);
      // What failed is asked again with good reason.
      if (rows.some((row) => trace.isError[row] === 1)) return [];
      const first = rows[0] ?? 0;
      const entry = entryOf[first] ?? first;
      return [
        {
          name: 'duplicate-queries',
          service: serviceOf(trace, first),
          operation: operationOf(trace, entry),
          sentence: `${sayOperation(serviceOf(trace, entry), operationOf(trace, entry))} sent the same query ${sayTimes(rows.length)}`,
          rows,
          costNs: costOf(context, rows.slice(1)),
        },
      ];
    });
  },
});
