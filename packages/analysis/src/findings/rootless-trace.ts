// A trace without a root: every top span names a parent that has not arrived, so where the request began
// and how long it took is not known.

import { defineRule } from './finding.ts';
import { orphansByService } from './orphaned-spans.ts';

export const rootlessTrace = defineRule({
  name: 'rootless-trace',
  summary: 'a trace of which no span is the root',
  limits: 'A trace that is still coming in may get its root: it is often the last span to end.',
  thresholds: { minSpans: { value: 1, meaning: 'top spans of one service' } },
  find: ({ trace }, threshold) => {
    if (trace.parentMissing[trace.rootRow] !== 1) return [];
    return orphansByService(trace, 'rootless-trace', threshold('minSpans')).map((finding) => ({
      ...finding,
      sentence: `the trace has no root: ${finding.sentence}`,
    }));
  },
});
