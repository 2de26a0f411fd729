// Where the time went: self time by service, as one bar and in words, largest first.

import { formatShare } from '../../base/format-count.ts';
import { formatDuration } from '../../base/format-duration.ts';
import type { TraceModel } from '../../data/trace-model.ts';
import { hueStyle, ServiceDot } from '../../widgets/service-dot.tsx';

interface ServiceTimeProps {
  readonly trace: TraceModel;
  readonly hues: readonly number[];
}

/** What fits a line of words; the bar shows all. */
const MAX_NAMED = 6;

export function ServiceTime({ trace, hues }: ServiceTimeProps) {
  const shares = [...trace.selfByServiceNs]
    .map((selfNs, service) => ({ selfNs, service, name: trace.services[service] ?? '' }))
    .toSorted((a, b) => b.selfNs - a.selfNs);
  const totalNs = shares.reduce((sum, share) => sum + share.selfNs, 0);
  if (totalNs === 0) return null;
  // One more name takes no more room than "1 more".
  const named = shares.length === MAX_NAMED + 1 ? shares.length : MAX_NAMED;
  const rest = shares.slice(named);
  const restNs = rest.reduce((sum, share) => sum + share.selfNs, 0);
  const describe = ({ name, selfNs }: { name: string; selfNs: number }): string =>
    `${name}: ${formatDuration(selfNs)} of its own, ${formatShare(selfNs / totalNs)} of all`;
  return (
    <div className="service-time" data-testid="service-time">
      <div className="service-time-bar" aria-hidden="true">
        {shares.map((share) => (
          <span
            key={share.service}
            title={describe(share)}
            style={{ ...hueStyle(hues[share.service] ?? 0), flexGrow: share.selfNs / totalNs }}
          />
        ))}
      </div>
      <ul className="service-time-words" aria-label="Self time by service">
        <li className="service-time-title" title="Time in which no child span was running">
          Self time
        </li>
        {shares.slice(0, named).map((share) => (
          <li key={share.service} title={describe(share)}>
            <ServiceDot hue={hues[share.service] ?? 0} />
            {share.name}
            <span className="muted">{formatDuration(share.selfNs)}</span>
          </li>
        ))}
        {rest.length > 0 && (
          <li className="muted" title={rest.map(describe).join('\n')}>
            {rest.length} more {formatDuration(restNs)}
          </li>
        )}
      </ul>
    </div>
  );
}
