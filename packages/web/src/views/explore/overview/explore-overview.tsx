// Explore's overview and the panel that it opens, on the state of the page.

import { addCondition as withCondition } from '../../../query/edit-query.ts';
import { absoluteRange, rangeOf, rangeSince } from '../../../state/time-range.ts';
import { DifferPanel } from '../differ/differ-panel.tsx';
import { boxOfDiffer, differOfBox, NO_DIFFER } from '../differ/differ-state.ts';
import type { Explore } from '../use-explore.ts';
import { durationCondition } from './box-condition.ts';
import { OverviewRow } from './overview-row.tsx';

export function ExploreOverview({ explore }: { readonly explore: Explore }) {
  const { state, query, resolved, setRange, change, ask } = explore;
  return (
    <>
      <OverviewRow
        query={query}
        resolved={resolved}
        differing={boxOfDiffer(state)}
        onRange={setRange}
        onFilter={({ range: { startMs, endMs }, ...durations }) => {
          const condition = durationCondition(durations);
          const next = withCondition(state.q ?? '', condition) ?? `${query} | { ${condition} }`;
          ask({ ...NO_DIFFER, ...absoluteRange(startMs, endMs), q: next });
        }}
        onSince={(fromMs) => setRange(rangeSince(rangeOf(state), fromMs, Date.now()))}
        onDiffer={(box) => change(differOfBox(box))}
        onDifferErrors={() => change({ ...NO_DIFFER, differ: '{ status = error }' })}
      />
      {state.differ !== undefined && <DifferPanel explore={explore} selection={state.differ} />}
    </>
  );
}
