// What was found in the traces of a service, the findings in most traces first: nothing is shown where there is nothing.

import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import '../findings/findings.css';
import { formatCount } from '../../base/format-count.ts';
import { serviceFindingsQuery } from '../../data/service-queries.ts';
import { rangeOf } from '../../state/time-range.ts';
import { FoundGroup } from '../findings/found-group.tsx';
import { useTimeRange } from '../range/use-time-range.ts';

/** The page of findings has all of them. */
const MAX_SHOWN = 3;

export function ServiceFindings({ service }: { readonly service: string }) {
  const { range, resolved } = useTimeRange();
  const { data } = useQuery(serviceFindingsQuery(service, resolved));
  if (data === undefined || data.findings.length === 0) return null;
  const { findings, groupCount } = data;
  return (
    <section aria-label="Findings" data-testid="service-findings">
      <div className="section-head">
        <h2>Findings</h2>
        <Link to="/findings" search={{ ...rangeOf(range), service }}>
          {groupCount > MAX_SHOWN
            ? `${MAX_SHOWN} of ${formatCount(groupCount)}, show all`
            : 'open in Findings'}
        </Link>
      </div>
      <ul>
        {findings.slice(0, MAX_SHOWN).map((group) => (
          <FoundGroup key={`${group.name} ${group.operation}`} group={group} />
        ))}
      </ul>
    </section>
  );
}
