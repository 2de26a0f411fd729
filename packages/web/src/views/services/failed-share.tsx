// The share that failed, which leads to the traces in which it did; only errors lead somewhere.

import { Link } from '@tanstack/react-router';
import type { TimeRange } from '../../state/time-range.ts';
import { exploreFor } from '../../state/traceql-of.ts';
import { ErrorShare } from '../../widgets/figure-cells.tsx';
import { HiddenText } from '../../widgets/hidden-text.tsx';

interface FailedShareProps {
  readonly errorShare: number | undefined;
  /** Whose errors they are, in words. */
  readonly of: string;
  readonly range: TimeRange;
  /** TraceQL that finds them. */
  readonly q: string;
}

export function FailedShare({ errorShare, of, range, q }: FailedShareProps) {
  const share = <ErrorShare errorShare={errorShare} />;
  if (errorShare === undefined || errorShare === 0) return <span className="figure">{share}</span>;
  return (
    <Link
      to="/"
      search={exploreFor(range, q)}
      className="figure figure-link"
      title="Open the traces that failed"
    >
      {share}
      <HiddenText> failed of {of}, traces</HiddenText>
    </Link>
  );
}
