// One query per item of a list instead of one for all: many queries of one shape within one request to a
// service. Queries that are also the same in their values are duplicate-queries.

import { sayCount, sayDuration, sayOperation } from '../text/say.ts';
import { operationOf, serviceOf } from '../trace/trace.ts';
import { costOf } from './calls.ts';
import { defineRule } from './finding.ts';
import { groupStatements } from './group-statements.ts';

export const nPlusOne = defineRule({
  name: 'n-plus-one',
  summary: 'many queries of one shape where one could have asked for all',
  limits:
    'Without the text of statements, the span name tells shapes apart. Deliberate batches look the same.',
  thresholds: {
    minQueries: { value: 5, meaning: 'reads of one shape within one request to a service' },
    minWrites: {
      value: 10,
      meaning: 'the same for writes: the lines of an order are written one by one',
    },
  },
  find: (context, threshold) => {
    const { trace, entryOf } = context;
    const groups = groupStatements(
      context,
      Math.min(threshold('minQueries'), threshold('minWrites')),
      ({ shape }) => shape,
    );
    return groups.flatMap((group) => {
      const rows = group.map(({ row }) => row);
      const exact = new Set(group.map(({ statement }) => statement.exact));
      const isRepeated = exact.size === 1 && !exact.has(undefined);
      const isWrite = group.some(({ statement }) => statement.isWrite);
      const least = threshold(isWrite ? 'minWrites' : 'minQueries');
      if (isRepeated || rows.length < least) return [];
      const first = rows[0] ?? 0;
      const entry = entryOf[first] ?? first;
      const costNs = costOf(context, rows);
      return [
        {
          name: 'n-plus-one',
          service: serviceOf(trace, first),
          operation: operationOf(trace, entry),
          sentence:
            `${sayOperation(serviceOf(trace, entry), operationOf(trace, entry))} sent ` +
            `${sayCount(rows.length)} queries of one shape; ${sayDuration(costNs)} of the critical path`,
          rows,
          costNs,
        },
      ];
    });
  },
});
