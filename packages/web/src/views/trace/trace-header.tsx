// The trace in words and numbers, above any picture.

import { Link } from '@tanstack/react-router';
import { formatCount, formatQuantity } from '../../base/format-count.ts';
import { formatDuration, formatDurationExact } from '../../base/format-duration.ts';
import { formatAgo, formatTimeExact, formatTimeFull } from '../../base/format-time.ts';
import { nameOf, serviceOf, type TraceModel } from '../../data/trace-model.ts';
import { lastExplore } from '../../state/last-explore.ts';
import { isWhole, wholeTrace } from '../../state/zoom.ts';
import { CopyButton } from '../../widgets/copy-button.tsx';
import { BackIcon, ErrorIcon } from '../../widgets/icons.tsx';
import { Notice } from '../../widgets/message.tsx';
import { CompareMenu } from './compare-menu.tsx';
import { DownloadMenu } from './download-menu.tsx';
import { ServicePageLink } from './service-page-link.tsx';
import { ServiceTime } from './service-time.tsx';
import type { TraceView } from './use-trace-view.ts';
import { type AnalysisState, Verdict } from './verdict.tsx';

interface TraceHeaderProps {
  readonly trace: TraceModel;
  readonly hues: readonly number[];
  /** A span id of the address that this trace does not hold. */
  readonly unknownSpan: string | undefined;
  readonly view: TraceView;
  readonly analysis: AnalysisState;
}

export function TraceHeader(props: TraceHeaderProps) {
  const { trace, hues, view, analysis, unknownSpan } = props;
  const root = trace.rootRow;
  return (
    <header className="trace-header" data-testid="trace-header">
      <div className="trace-title-line">
        <Link
          to="/"
          search={lastExplore()}
          className="button button-quiet button-icon"
          aria-label="Back to Explore"
          title="Back to Explore"
        >
          <BackIcon />
        </Link>
        <h1
          className="trace-title ellipsis"
          title={`${nameOf(trace, root)} · ${serviceOf(trace, root)}`}
        >
          {nameOf(trace, root)}{' '}
          <ServicePageLink
            trace={trace}
            name={serviceOf(trace, root)}
            className="trace-title-service"
          />
        </h1>
        <p className="trace-figures">
          <strong title={formatDurationExact(trace.durationNs)} data-testid="trace-duration">
            {formatDuration(trace.durationNs)}
          </strong>
          <span>{formatQuantity(trace.rowCount, 'span')}</span>
          <span>{formatQuantity(trace.services.length, 'service')}</span>
          <span className={trace.errorCount > 0 ? 'error-count' : undefined}>
            {trace.errorCount > 0 && <ErrorIcon />}
            {formatQuantity(trace.errorCount, 'error')}
          </span>
        </p>
        <div className="trace-actions">
          <CompareMenu traceId={trace.traceId} />
          <CopyButton text={() => location.href} what="link to what is shown">
            <span className="action-text">Copy link</span>
          </CopyButton>
          <DownloadMenu traceId={trace.traceId} />
        </div>
      </div>
      <div className="trace-origin muted">
        <time title={`${formatTimeExact(trace.startNs)}, ${formatAgo(trace.startNs, Date.now())}`}>
          {formatTimeFull(trace.startNs)}
        </time>
        <span className="mono trace-id">{trace.traceId}</span>
        <CopyButton text={trace.traceId} what="trace ID" small />
        <ShownWindow trace={trace} view={view} />
      </div>
      <Verdict {...analysis} selectedRow={view.selectedRow} onSelect={view.select} />
      <Incompleteness trace={trace} unknownSpan={unknownSpan} />
      <ServiceTime trace={trace} hues={hues} />
    </header>
  );
}

/** Which part of the time is shown, and the way back to all of it; nothing when it is all. */
function ShownWindow({ trace, view }: Pick<TraceHeaderProps, 'trace' | 'view'>) {
  const { window, zoomTo } = view;
  if (isWhole(window, trace.durationNs)) return null;
  return (
    <span className="trace-window" data-testid="shown-window">
      {formatDuration(Math.round(window.fromNs))} to {formatDuration(Math.round(window.toNs))}
      <button
        type="button"
        className="button button-quiet button-small"
        onClick={() => zoomTo(wholeTrace(trace.durationNs))}
      >
        Show all
      </button>
    </span>
  );
}

/** What is missing from the picture, in words; nothing when nothing is. */
function Incompleteness({ trace, unknownSpan }: Pick<TraceHeaderProps, 'trace' | 'unknownSpan'>) {
  const sentences: string[] = [];
  if (trace.spanCount > trace.rowCount) {
    sentences.push(
      `The trace has ${formatCount(trace.spanCount)} spans; the first ${formatCount(trace.rowCount)} by start are shown, which is the most that one page draws.`,
    );
  }
  const missing = trace.missingParentCount;
  const rootCount = trace.tree.roots.length - missing;
  if (missing > 0) {
    const [verb, stand] = missing === 1 ? ['names', 'It stands'] : ['name', 'They stand'];
    sentences.push(
      `${formatQuantity(missing, 'span')} ${verb} a parent that has not arrived. ${stand} at the top level, marked “parent missing”.`,
    );
  }
  if (rootCount > 1) {
    sentences.push(
      `The trace has ${formatCount(rootCount)} roots: spans that name no parent. Context may have been lost between them.`,
    );
  } else if (rootCount < 1) {
    sentences.push('No span without a parent has arrived, so the beginning may be missing.');
  }
  if (unknownSpan !== undefined) {
    sentences.push(`The span ${unknownSpan} of this address is not in the trace.`);
  }
  if (sentences.length === 0) return null;
  return <Notice>{sentences.join(' ')}</Notice>;
}
