// Every finding there is, with the number of traces in which it was found: what the analysis looks for, and a filter;
// and the way to what goes wrong and is counted on other pages.

import { Link } from '@tanstack/react-router';
import type { FindingRuleState } from '@throughline/model/api/findings';
import { formatCount } from '../../base/format-count.ts';
import type { FindingsState } from '../../state/findings-state.ts';
import type { TimeRange } from '../../state/time-range.ts';
import { exploreFor } from '../../state/traceql-of.ts';

const FAILED = '{ status = error }';

interface RuleListProps {
  readonly rules: readonly FindingRuleState[];
  readonly chosen: FindingsState['name'];
  readonly range: TimeRange;
  readonly onChoose: (name: FindingsState['name']) => void;
}

export function RuleList({ rules, chosen, range, onChoose }: RuleListProps) {
  const sorted = rules.toSorted((a, b) => b.traces - a.traces);
  return (
    <section aria-label="Kinds of findings" className="rules">
      <ul data-testid="rules">
        <li>
          <button
            type="button"
            className="rule"
            aria-pressed={chosen === undefined}
            onClick={() => onChoose(undefined)}
          >
            All kinds
          </button>
        </li>
        {sorted.map((rule) => (
          <li key={rule.name}>
            <button
              type="button"
              className="rule"
              aria-pressed={rule.name === chosen}
              title={`${rule.summary}. ${rule.limits}`}
              onClick={() => onChoose(rule.name === chosen ? undefined : rule.name)}
            >
              <span className={rule.traces === 0 ? 'muted' : undefined}>{rule.name}</span>
              {rule.isMuted && <span className="muted rule-note">muted</span>}
              {!rule.isMuted && rule.mutedServices.length > 0 && (
                <span className="muted rule-note" title={rule.mutedServices.join(', ')}>
                  muted for {formatCount(rule.mutedServices.length)}
                </span>
              )}
              <span className="rule-count">
                {rule.traces === 0 ? (
                  <span className="muted">0</span>
                ) : (
                  <span data-testid="rule-traces">{formatCount(rule.traces)}</span>
                )}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <div className="rules-elsewhere">
        <p className="muted">Counted elsewhere</p>
        <Link to="/" search={exploreFor(range, FAILED)} className="rule">
          Failed traces
        </Link>
        <Link to="/propagation" search={range} className="rule">
          Lost trace context
        </Link>
      </div>
    </section>
  );
}
