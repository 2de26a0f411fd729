// What tells two cohorts of traces apart (errors and successes, slow and fast, before and after a version)
// by attribute: values of spans and resources that are in many traces of the one and in few of the other.
// Ranked by the z-score of two proportions, so that many small coincidences stay below one real difference.
// Limit: it says what goes together, not what causes what.

import { type Attribute, attributeText } from '@throughline/model/span/attribute-value';
import { serviceOf, type Trace } from '../trace/trace.ts';

export interface AttributeDifference {
  readonly service: string;
  readonly key: string;
  /** Text, or the canonical text of what is no string. */
  readonly value: string;
  /** Of the traces of each cohort, how many have it. */
  readonly shareBefore: number;
  readonly shareAfter: number;
  /** Standard errors between the two shares; the sign says which way. */
  readonly score: number;
}

/** Longer values are texts, not categories. */
const MAX_VALUE_LENGTH = 200;

/** Distinct values looked at: ids fill any table, and none of them tells cohorts apart. */
const MAX_PAIRS = 200_000;

/** Below this, chance. */
const MIN_SCORE = 3;

const MAX_DIFFERENCES = 20;

/** Fewer traces on either side show nothing. */
const MIN_TRACES = 5;

export function compareAttributes(
  before: readonly Trace[],
  after: readonly Trace[],
): AttributeDifference[] {
  if (before.length < MIN_TRACES || after.length < MIN_TRACES) return [];
  const counts = new Map<string, [number, number]>();
  count(counts, before, 0);
  count(counts, after, 1);
  const found: AttributeDifference[] = [];
  for (const [pair, [one, other]] of counts) {
    const shareBefore = one / before.length;
    const shareAfter = other / after.length;
    const pooled = (one + other) / (before.length + after.length);
    const error = Math.sqrt(pooled * (1 - pooled) * (1 / before.length + 1 / after.length));
    const score = error === 0 ? 0 : (shareAfter - shareBefore) / error;
    if (Math.abs(score) < MIN_SCORE) continue;
    const [service = '', key = '', value = ''] = JSON.parse(pair) as string[];
    found.push({ service, key, value, shareBefore, shareAfter, score });
  }
  return found.sort((a, b) => Math.abs(b.score) - Math.abs(a.score)).slice(0, MAX_DIFFERENCES);
}

function count(counts: Map<string, [number, number]>, traces: readonly Trace[], side: 0 | 1): void {
  for (const trace of traces) {
    for (const pair of pairsOf(trace)) {
      const known = counts.get(pair);
      if (known !== undefined) known[side]++;
      else if (counts.size < MAX_PAIRS) counts.set(pair, side === 0 ? [1, 0] : [0, 1]);
    }
  }
}

/** Each pair once per trace, however many spans have it. */
function pairsOf(trace: Trace): Set<string> {
  const pairs = new Set<string>();
  const add = (service: string, { key, value }: Attribute): void => {
    const text = value.type === 'string' ? value.value : attributeText(value);
    if (text.length <= MAX_VALUE_LENGTH) pairs.add(JSON.stringify([service, key, text]));
  };
  const { batch, batchRow } = trace;
  const resources = new Set<number>();
  for (let row = 0; row < trace.rowCount; row++) {
    const at = batchRow[row] ?? 0;
    const service = serviceOf(trace, row);
    for (const attribute of batch.attributes.at(at)) add(service, attribute);
    const resource = batch.resource.at(at);
    if (resources.has(resource)) continue;
    resources.add(resource);
    for (const attribute of batch.resourceAt(at).attributes) add(service, attribute);
  }
  return pairs;
}
