// A service of the trace as the way to its page, over the hour around the trace: how it fared then.

import { Link } from '@tanstack/react-router';
import type { TraceModel } from '../../data/trace-model.ts';
import { absoluteRange } from '../../state/time-range.ts';

/** On either side of the trace: enough to see whether it was an exception. */
const AROUND_MS = 30 * 60_000;

const NS_PER_MS = 1_000_000n;

interface ServicePageLinkProps {
  readonly trace: TraceModel;
  readonly name: string;
  readonly className?: string;
}

export function ServicePageLink({ trace, name, className = '' }: ServicePageLinkProps) {
  const startMs = Number(trace.startNs / NS_PER_MS);
  return (
    <Link
      to="/services/$service"
      params={{ service: name }}
      search={absoluteRange(startMs - AROUND_MS, Math.min(startMs + AROUND_MS, Date.now()))}
      className={`quiet-link ellipsis ${className}`}
      title={`The page of ${name}, around the time of this trace`}
    >
      {name}
    </Link>
  );
}
