// What is compared with what, and how to compare something else.

import { Link } from '@tanstack/react-router';
import type { CompareAnswer, ComparedTraceSide } from '@throughline/model/api/compare';
import { formatQuantity } from '../../base/format-count.ts';
import { formatDuration } from '../../base/format-duration.ts';
import { formatTimeFull } from '../../base/format-time.ts';
import type { CompareState } from '../../state/compare-state.ts';
import { ErrorIcon } from '../../widgets/icons.tsx';
import { PopupButton } from '../../widgets/popup-button.tsx';
import { CompareForm } from './compare-form.tsx';

interface CompareSidesProps {
  readonly answer: CompareAnswer;
  readonly state: CompareState;
  readonly onChange: (state: CompareState) => void;
}

export function CompareSides({ answer: { left, right }, state, onChange }: CompareSidesProps) {
  return (
    <div className="compare-sides">
      <TraceSide name="Left" side={left} />
      {right.kind === 'trace' ? (
        <TraceSide name="Right" side={right} />
      ) : (
        <div className="compare-side" data-testid="compare-right">
          <span className="compare-side-name">Right</span>
          <span className="compare-side-title ellipsis">
            Usual <span className="muted">{right.service}</span>{' '}
            <span className="muted">{right.operation}</span>
          </span>
          <span className="compare-figures">
            {right.traces >= right.neededTraces && (
              <strong>{formatDuration(Math.round(right.durationNs))}</strong>
            )}
            <span>{formatQuantity(right.traces, 'other trace')}</span>
          </span>
        </div>
      )}
      <div className="compare-actions">
        {right.kind === 'trace' && (
          <>
            <button
              type="button"
              className="button"
              onClick={() => onChange({ left: right.traceId, right: left.traceId })}
            >
              Swap
            </button>
            <button
              type="button"
              className="button"
              onClick={() => onChange({ left: left.traceId })}
            >
              With the usual
            </button>
          </>
        )}
        <PopupButton label="Other traces" className="button button-chevron" alignRight>
          {(close) => (
            <div className="compare-popup">
              <CompareForm
                state={state}
                onChange={(next) => {
                  close();
                  onChange(next);
                }}
              />
            </div>
          )}
        </PopupButton>
      </div>
    </div>
  );
}

interface TraceSideProps {
  readonly name: string;
  readonly side: ComparedTraceSide;
}

function TraceSide({ name, side }: TraceSideProps) {
  const { traceId, service, operation, durationNs, spanCount, errorCount } = side;
  return (
    <div className="compare-side" data-testid={`compare-${name.toLowerCase()}`}>
      <span className="compare-side-name">{name}</span>
      <Link
        to="/trace/$traceId"
        params={{ traceId }}
        className="compare-side-title ellipsis"
        title={`Open ${traceId}`}
      >
        {operation} <span className="muted">{service}</span>
      </Link>
      <span className="compare-figures">
        <strong>{formatDuration(durationNs)}</strong>
        <span>{formatQuantity(spanCount, 'span')}</span>
        {errorCount > 0 && (
          <span className="error-count">
            <ErrorIcon /> {formatQuantity(errorCount, 'error')}
          </span>
        )}
        <span className="muted">{formatTimeFull(BigInt(side.startTimeUnixNano))}</span>
        <span className="muted mono">{traceId.slice(0, 8)}</span>
      </span>
    </div>
  );
}
