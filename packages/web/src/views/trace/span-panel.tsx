// The panel of one span: what the trace already knows at once, everything else when it has come.

import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type CSSProperties, useEffect, useMemo, useState } from 'react';
import './panel.css';
import { formatDuration, formatDurationExact } from '../../base/format-duration.ts';
import { spanQuery } from '../../data/queries.ts';
import { spanIdOf } from '../../data/span-ids.ts';
import { nameOf, serviceOf, type TraceModel } from '../../data/trace-model.ts';
import { useStoredNumber } from '../../state/stored-number.ts';
import { CloseIcon } from '../../widgets/icons.tsx';
import { ErrorMessage, LoadingText } from '../../widgets/message.tsx';
import { Sentence } from '../../widgets/sentence.tsx';
import { ServiceDot } from '../../widgets/service-dot.tsx';
import { SplitHandle } from '../../widgets/split-handle.tsx';
import { chooseDetails } from './choose-details.ts';
import { ServicePageLink } from './service-page-link.tsx';
import { SpanDetailsView } from './span-details.tsx';
import { useTracePage } from './trace-context.ts';
import { WholeValuesContext } from './whole-values.ts';

interface SpanPanelProps {
  readonly trace: TraceModel;
  readonly row: number;
  readonly hues: readonly number[];
  readonly onClose: () => void;
}

const PANEL_WIDTH = 440;
const MIN_PANEL_WIDTH = 300;
const MAX_PANEL_WIDTH = 960;
/** A held arrow key passes many spans; only the one it stops at is fetched. */
const SETTLE_MS = 90;

function useSettled(row: number): number {
  const [settled, setSettled] = useState(row);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(row), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [row]);
  return settled;
}

export function SpanPanel({ trace, row, hues, onClose }: SpanPanelProps) {
  const [width, setWidth] = useStoredNumber('panel-width', PANEL_WIDTH);
  const widthStyle = { '--panel-width': `${width}px` } as CSSProperties;
  const settledRow = useSettled(row);
  const spanId = spanIdOf(trace, settledRow);
  const [wholeSpan, setWholeSpan] = useState<string>();
  const isWhole = wholeSpan === spanId;
  const answer = useQuery({
    ...spanQuery(trace.traceId, spanId, isWhole),
    // While all of a span comes, what has come of it stays; another span's is never shown.
    placeholderData: (before, beforeQuery) =>
      beforeQuery?.queryKey[2] === spanId ? before : undefined,
  });
  const whole = useMemo(
    () => ({ isLoading: isWhole && answer.isFetching, fetch: () => setWholeSpan(spanId) }),
    [isWhole, answer.isFetching, spanId],
  );
  const details =
    settledRow === row && answer.data !== undefined
      ? chooseDetails(trace, row, answer.data.spans)
      : undefined;
  const durationNs = trace.spanDurationNs[row] ?? 0;
  const selfNs = trace.self.selfNs[row] ?? 0;
  return (
    <aside className="panel" data-testid="span-panel" aria-label="Span" style={widthStyle}>
      <SplitHandle
        label="Width of the panel"
        className="split-panel"
        offsetPx={0}
        size={width}
        min={MIN_PANEL_WIDTH}
        max={MAX_PANEL_WIDTH}
        initial={PANEL_WIDTH}
        direction={-1}
        onResize={setWidth}
      />
      <div className="panel-scroll">
        <div className="panel-head">
          <div className="panel-service">
            <ServiceDot hue={hues[trace.service[row] ?? 0] ?? 0} />
            <ServicePageLink trace={trace} name={serviceOf(trace, row)} />
            <button
              type="button"
              className="button button-quiet button-icon panel-close"
              aria-label="Close the panel"
              title="Close (Esc)"
              onClick={onClose}
            >
              <CloseIcon />
            </button>
          </div>
          <h2 className="panel-name">{nameOf(trace, row)}</h2>
          <PanelActions row={row} />
          <LostContextNote row={row} />
          <p>
            <strong title={formatDurationExact(durationNs)}>{formatDuration(durationNs)}</strong>
            <span className="muted" title={formatDurationExact(selfNs)}>
              {' '}
              · {formatDuration(selfNs)} of its own
            </span>
          </p>
        </div>
        {details !== undefined ? (
          <WholeValuesContext value={whole}>
            <SpanDetailsView
              key={`${settledRow}`}
              trace={trace}
              row={row}
              details={details}
              sameIdCount={answer.data?.spans.length ?? 1}
            />
          </WholeValuesContext>
        ) : answer.error !== null && settledRow === row ? (
          <ErrorMessage
            title="The span could not be loaded"
            error={answer.error}
            onRetry={() => void answer.refetch()}
          />
        ) : (
          <div className="panel-loading">
            <LoadingText>Loading the span…</LoadingText>
          </div>
        )}
      </div>
    </aside>
  );
}

/** What the keys Z and F do, for the pointer. */
function PanelActions({ row }: { readonly row: number }) {
  const { view } = useTracePage();
  const isFocused = view.focusRow === row;
  return (
    <p className="panel-actions">
      <button
        type="button"
        className="button button-quiet button-small"
        onClick={() => view.zoomToRow(row)}
      >
        Zoom to it
      </button>
      <button
        type="button"
        className="button button-quiet button-small"
        aria-pressed={isFocused}
        onClick={() => view.focusOn(isFocused ? undefined : row)}
      >
        Only its subtree
      </button>
    </p>
  );
}

/** Where the context was lost, as the rows of the timeline say it: in words, and the way on. */
function LostContextNote({ row }: { readonly row: number }) {
  const edge = useTracePage().analysis.analysis?.lost.get(row);
  if (edge === undefined) return null;
  const { sentence, otherTrace } = edge;
  return (
    <p className="panel-lost">
      <Sentence text={sentence} />{' '}
      {otherTrace !== undefined && (
        <Link
          to="/trace/$traceId"
          params={{ traceId: otherTrace.traceId }}
          search={{ span: otherTrace.span }}
        >
          Open the other trace
        </Link>
      )}
    </p>
  );
}
