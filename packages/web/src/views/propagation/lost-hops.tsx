// The hops that lose the trace context, each with a sentence, how sure that is, and the traces that show it.

import { Link } from '@tanstack/react-router';
import type { LostContext } from '@throughline/model/api/analysis';
import type { PropagationHop } from '@throughline/model/api/propagation';
import { formatQuantity, formatShare } from '../../base/format-count.ts';
import { formatTimeShort } from '../../base/format-time.ts';
import { HiddenText } from '../../widgets/hidden-text.tsx';
import { useTimeRange } from '../range/use-time-range.ts';

/** To look at; the table of hops has the numbers. */
const MAX_EXAMPLES = 3;

const NS_PER_MS = 1_000_000n;

export function LostHops({ hops }: { readonly hops: readonly PropagationHop[] }) {
  const dropped = hops.filter(({ notForwarded }) => notForwarded > 0);
  return (
    <section aria-label="Context not forwarded">
      {dropped.length === 0 ? (
        <p className="all-well" data-testid="all-forwarded">
          Every call whose two sides were seen has forwarded its trace context.
        </p>
      ) : (
        <ul className="lost-hops" data-testid="lost-hops">
          {dropped.map((hop) => (
            <LostHop key={`${hop.caller} ${hop.callee}`} hop={hop} />
          ))}
        </ul>
      )}
    </section>
  );
}

function LostHop({ hop }: { readonly hop: PropagationHop }) {
  const { caller, callee, notForwarded, notForwardedShare, calls, confidence, sinceMs } = hop;
  const { nowMs } = useTimeRange();
  const since = sinceMs === undefined ? undefined : BigInt(sinceMs) * NS_PER_MS;
  const examples = hop.examples.filter(({ cause }) => cause === 'not-forwarded');
  const shown = examples.slice(0, MAX_EXAMPLES);
  return (
    <li className="lost-hop">
      <p>
        <strong>
          {caller} → {callee}
        </strong>
        : trace context was not forwarded in <strong>{formatShare(notForwardedShare)}</strong> of
        the calls
        {since !== undefined && ` since ${formatTimeShort(since, nowMs).replace(/\.\d{3}$/, '')}`}
      </p>
      <p className="muted lost-hop-evidence">
        <span>
          {formatQuantity(notForwarded, 'call')} of {formatQuantity(calls, 'call')} looked at
        </span>
        <span>confidence {formatShare(confidence)}</span>
        {shown.map((example, at) => (
          <Example key={`${example.entry.traceId} ${example.entry.span}`} {...{ example, at }} />
        ))}
      </p>
    </li>
  );
}

/** Two traces that are probably one: that of the call, and the one that began in the callee. */
function Example({ example, at }: { readonly example: LostContext; readonly at: number }) {
  const { entry, call, callee, caller, confidence } = example;
  return (
    <span title={`Confidence ${formatShare(confidence)}`}>
      {call !== undefined && (
        <>
          <Link
            to="/trace/$traceId"
            params={{ traceId: call.traceId }}
            search={{ span: call.span }}
          >
            call
            <HiddenText>{` of ${caller ?? 'the caller'}, example ${at + 1}`}</HiddenText>
          </Link>
          {' → '}
        </>
      )}
      <Link to="/trace/$traceId" params={{ traceId: entry.traceId }} search={{ span: entry.span }}>
        the trace it began
        <HiddenText>{` in ${callee}, example ${at + 1}`}</HiddenText>
      </Link>
    </span>
  );
}
