// How many values `compare` tells per attribute, and the time of its selection.

import type { Rule } from '../rule.ts';

/** Beyond this the answer is larger than the spans it is about. */
const MAX_TOP_N = 1000n;

export const compareArguments: Rule = (node, report) => {
  if (node.kind !== 'compare') return;
  const { topN, window } = node;
  if (topN !== undefined && (topN < 1n || topN > MAX_TOP_N)) {
    report(
      `compare() top number of values must be from 1 to ${MAX_TOP_N}, not ${topN}`,
      node.range,
    );
  }
  if (window === undefined) return;
  const { startNs, endNs } = window;
  if (startNs <= 0n || endNs <= startNs) {
    report(`compare() time must end after it starts: from ${startNs} to ${endNs}`, node.range);
  }
};
