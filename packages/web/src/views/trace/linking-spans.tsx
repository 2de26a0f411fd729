// Spans of other traces that link to this one. Looked for when somebody asks, in the days around the trace:
// links point back, so whoever has one is not in this trace, and all others would have to be read.

import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { formatCount } from '../../base/format-count.ts';
import { linkingSpansQuery } from '../../data/queries.ts';
import type { TraceModel } from '../../data/trace-model.ts';

interface LinkingSpansProps {
  readonly trace: TraceModel;
  readonly spanId: string;
}

export function LinkingSpans({ trace, spanId }: LinkingSpansProps) {
  const [isAsked, setAsked] = useState(false);
  const { data, error, isFetching } = useQuery({
    ...linkingSpansQuery(trace, spanId),
    enabled: isAsked,
  });
  if (!isAsked) {
    return (
      <p className="section-empty">
        <button
          type="button"
          className="link-button"
          data-testid="find-linking"
          onClick={() => setAsked(true)}
        >
          Look for spans that link to this one
        </button>
      </p>
    );
  }
  if (error !== null) {
    return (
      <p className="section-empty muted" role="alert">
        They could not be looked for: {error.message}
      </p>
    );
  }
  if (data === undefined || isFetching) return <p className="section-empty muted">Looking…</p>;
  const found = data.traces.flatMap((found) =>
    (found.spansets ?? []).flatMap(({ spans }) => spans.map((span) => ({ found, span }))),
  );
  return (
    <ol className="entries" data-testid="linking-spans">
      {found.length === 0 && (
        <li className="section-empty muted">None links to it within a day around the trace</li>
      )}
      {found.map(({ found: { traceId }, span }) => (
        <li key={`${traceId} ${span.spanId}`} className="entry">
          <Link
            to="/trace/$traceId"
            params={{ traceId }}
            search={{ span: span.spanId }}
            className="link-target"
          >
            {span.service} {span.name} <span className="mono muted">{traceId}</span>
          </Link>
        </li>
      ))}
      {data.hasMore && (
        <li className="section-empty muted">
          the first {formatCount(found.length)}; there are more
        </li>
      )}
    </ol>
  );
}
