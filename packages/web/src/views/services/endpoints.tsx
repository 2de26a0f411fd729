// The endpoints of a service that want to be looked at: the slowest, and those that fail.

import { Link } from '@tanstack/react-router';
import type { ServiceOperation } from '@throughline/model/api/service';
import { formatCount, formatQuantity, formatShare } from '../../base/format-count.ts';
import { formatDuration } from '../../base/format-duration.ts';
import { exploreFor, spansOf } from '../../state/traceql-of.ts';
import { useTimeRange } from '../range/use-time-range.ts';

/** The table of operations has all of them. */
const MAX_SHOWN = 5;

interface EndpointsProps {
  readonly service: string;
  readonly operations: readonly ServiceOperation[];
}

export function Endpoints({ service, operations }: EndpointsProps) {
  const endpoints = operations.filter(({ kind }) => kind === 'server' || kind === 'consumer');
  if (endpoints.length === 0) return null;
  const slowest = endpoints.toSorted((a, b) => (b.requests.p95Ns ?? 0) - (a.requests.p95Ns ?? 0));
  const failing = endpoints
    .filter(({ requests }) => requests.errorCount > 0)
    .toSorted((a, b) => b.requests.errorCount - a.requests.errorCount);
  const longestNs = slowest[0]?.requests.p95Ns ?? 1;
  return (
    <div className="panels">
      <section aria-label="Slowest endpoints" data-testid="slowest">
        <PanelHead title="Slowest endpoints" note="by p95" shown={slowest.length} />
        <ul className="ranking">
          {slowest.slice(0, MAX_SHOWN).map(({ name, kind, requests }) => (
            <Ranked
              key={`${kind} ${name}`}
              name={name}
              share={(requests.p95Ns ?? 0) / longestNs}
              value={formatDuration(requests.p95Ns ?? 0)}
              q={spansOf({ service, operation: name, kind, minDurationNs: requests.p95Ns ?? 0 })}
            />
          ))}
        </ul>
      </section>
      <section aria-label="Failing endpoints" data-testid="failing">
        <PanelHead title="Failing endpoints" note="by errors" shown={failing.length} />
        {failing.length === 0 ? (
          <p className="muted">No endpoint failed in this time range.</p>
        ) : (
          <ul className="ranking ranking-errors">
            {failing.slice(0, MAX_SHOWN).map(({ name, kind, requests }) => (
              <Ranked
                key={`${kind} ${name}`}
                name={name}
                share={requests.errorShare ?? 0}
                value={`${formatQuantity(Math.round(requests.errorCount), 'error')} · ${formatShare(requests.errorShare ?? 0)}`}
                q={spansOf({ service, operation: name, kind, isFailed: true })}
              />
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}

interface PanelHeadProps {
  readonly title: string;
  readonly note: string;
  readonly shown: number;
}

function PanelHead({ title, note, shown }: PanelHeadProps) {
  return (
    <div className="section-head">
      <h2>{title}</h2>
      <span className="muted">
        {shown > MAX_SHOWN ? `${MAX_SHOWN} of ${formatCount(shown)}, ${note}` : note}
      </span>
    </div>
  );
}

interface RankedProps {
  readonly name: string;
  readonly share: number;
  readonly value: string;
  readonly q: string;
}

function Ranked({ name, share, value, q }: RankedProps) {
  const { range } = useTimeRange();
  return (
    <li>
      <Link to="/" search={exploreFor(range, q)} className="ranked">
        <span className="ranked-bar" style={{ width: `${Math.max(share * 100, 0.5)}%` }} />
        <span className="ellipsis mono">{name}</span>
        <span className="ranked-value">{value}</span>
      </Link>
    </li>
  );
}
