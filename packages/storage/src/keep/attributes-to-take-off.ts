// What deleted spans take with them from the table `attributes`, as rows to be added to it: their own counts, and
// all of a value's count where only they may have had it, so that a value that was deleted is offered no more.

import { namesOfSpans, valuesOfSpans } from '../schema/attributes-of-spans.ts';
import { SAMPLE_STRIDE } from '../write/attribute-catalogue.ts';

const COLUMNS = 'day, scope, name, type, value';

/** Only what is there: of ids, deleted spans may have millions, and the catalogue has few. */
const IS_KEPT = `(${COLUMNS}) IN (SELECT ${COLUMNS} FROM attributes WHERE is_value)`;

/** Rows for the table, which adds up modulo 2^64. `condition` on the deleted spans is ours. */
export function attributesToTakeOff(condition: string): string {
  // A value that was counted once may stand for as many spans as one of the sample does.
  const mayBeAll = `is_value AND kept <= ${SAMPLE_STRIDE} * total`;
  return `
  SELECT day, is_value, scope, name, type, value,
    toUInt64(-toInt64(if(${mayBeAll}, kept, least(kept, total)))) AS count
  FROM (
    SELECT 0 AS is_value, day, scope, name, type, total, '' AS value FROM (${namesOfSpans(condition)})
    UNION ALL
    SELECT 1 AS is_value, day, scope, name, type, total, value FROM (${valuesOfSpans(condition, IS_KEPT)})
  ) AS deleted
  INNER JOIN (
    SELECT is_value, ${COLUMNS}, sum(attributes.count) AS kept FROM attributes
    GROUP BY is_value, ${COLUMNS}
  ) AS present USING (is_value, ${COLUMNS})`;
}
