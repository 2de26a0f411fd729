// Fields that come and go together tell the same: what is of one kind of span, such as those of HTTP clients, has the same
// shares in each. The first is shown, and those of a single value that are alike are named with it.

import type { CohortField } from '@throughline/model/api/cohorts';

export interface FoldedField {
  readonly field: CohortField;
  /** Of one value each, on as many spans of either side as the only value of `field`. */
  readonly alike: readonly CohortField[];
}

export function foldAlike(fields: readonly CohortField[]): readonly FoldedField[] {
  const folded: { field: CohortField; alike: CohortField[] }[] = [];
  for (const field of fields) {
    const lead = folded.find((other) => isAlike(other.field, field));
    if (lead === undefined) folded.push({ field, alike: [] });
    else lead.alike.push(field);
  }
  return folded;
}

function isAlike(one: CohortField, other: CohortField): boolean {
  const [a] = one.values;
  const [b] = other.values;
  if (one.valueCount !== 1 || other.valueCount !== 1 || a === undefined || b === undefined) {
    return false;
  }
  return a.selection === b.selection && a.baseline === b.baseline;
}
