// What deleted spans take with them from the table `attributes`, as rows to be added to it: their own counts, and
// all of a value's count where they may be the only ones that had it, so that what was deleted is offered no more.
// A value that others have too, and that was counted of a sample, may go with it until it comes again.

import { namesOfSpans, valuesOfSpans } from '../schema/attributes-of-spans.ts';
import { SAMPLE_STRIDE } from '../write/attribute-catalogue.ts';

const COLUMNS = 'day, scope, name, type, value';

/** Only what is there: of ids, deleted spans may have millions, and the catalogue has few. */
const IS_KEPT = `(${COLUMNS}) IN (SELECT ${COLUMNS} FROM attributes WHERE is_value)`;

/** Rows for the table, which adds up modulo 2^64. `condition` on the deleted spans is ours. */
export function attributesToTakeOff(condition: string): string {
  // What was counted of a sample may stand for no more spans than these.
  const mayBeAll = `kept <= if(present.seen = kept, 1, ${SAMPLE_STRIDE}) * total`;
  return `
  SELECT day, is_value, scope, name, type, value,
    toUInt64(-toInt64(if(${mayBeAll}, kept, total))) AS count,
    toUInt64(-toInt64(if(${mayBeAll}, present.seen, intDiv(total * present.seen, kept)))) AS seen
  FROM (
    SELECT 0 AS is_value, day, scope, name, type, total, '' AS value
    FROM (${namesOfSpans(condition)})
    UNION ALL
    SELECT 1 AS is_value, day, scope, name, type, total, value
    FROM (${valuesOfSpans(condition, IS_KEPT)})
  ) AS deleted
  INNER JOIN (
    SELECT is_value, ${COLUMNS}, sum(attributes.count) AS kept, sum(attributes.seen) AS seen
    FROM attributes GROUP BY is_value, ${COLUMNS}
  ) AS present USING (is_value, ${COLUMNS})
  WHERE kept > 0`;
}
