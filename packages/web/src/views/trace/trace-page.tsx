// The page of one trace: waits for it, says what stands in its way, and lays out header, waterfall and panel. Who
// asked for the trace was the router (app/router.tsx), or the row that was pressed.

import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type ReactNode, useCallback, useEffect, useMemo } from 'react';
import './trace.css';
import { formatDuration } from '../../base/format-duration.ts';
import { assignHues, type Hues } from '../../base/service-hue.ts';
import { ApiError } from '../../data/api-client.ts';
import { analysisQuery, traceQuery } from '../../data/queries.ts';
import { toAnalysisModel } from '../../data/trace-analysis.ts';
import { nameOf, type TraceModel } from '../../data/trace-model.ts';
import { useUsualHues } from '../../data/use-usual-hues.ts';
import { lastExplore } from '../../state/last-explore.ts';
import { useTheme } from '../../state/theme.ts';
import type { TraceState } from '../../state/trace-state.ts';
import { isTyping } from '../../widgets/is-typing.ts';
import { ErrorMessage, LoadingText, Message } from '../../widgets/message.tsx';
import { readDrawTheme, serviceColor } from './draw-theme.ts';
import { FindField } from './find-field.tsx';
import { FocusCrumbs } from './focus-crumbs.tsx';
import { Minimap } from './minimap.tsx';
import { SpanPanel } from './span-panel.tsx';
import { TracePageContext } from './trace-context.ts';
import { TraceHeader } from './trace-header.tsx';
import { ShownView, TraceTabRow } from './trace-tabs.tsx';
import { useFoundSpans } from './use-found-spans.ts';
import { type TraceView, useTraceView } from './use-trace-view.ts';
import type { AnalysisState } from './verdict.tsx';
import { handleTreeKey } from './waterfall-keys.ts';

const route = getRouteApi('/trace/$traceId');

export function TracePage() {
  const { traceId } = route.useParams();
  const trace = useQuery(traceQuery(traceId));
  const { data, error } = trace;
  const usualHues = useUsualHues(data?.services);
  useEffect(() => {
    document.title =
      data === undefined || data.rowCount === 0
        ? 'Trace · Throughline'
        : `${nameOf(data, data.rootRow)} · ${formatDuration(data.durationNs)} · Throughline`;
  }, [data]);

  if (data !== undefined && data.rowCount > 0 && usualHues !== undefined) {
    // A trace of another id or with other spans is another page: nothing of the old view fits it.
    return <LoadedTrace key={`${traceId} ${data.rowCount}`} trace={data} usualHues={usualHues} />;
  }
  if (error instanceof ApiError && error.status === 400) {
    return (
      <NoTrace title="This address leads to no trace">
        <span className="mono">{traceId}</span> is no trace id. One has up to 32 digits, 0 to 9 and
        a to f.
      </NoTrace>
    );
  }
  const isUnknown = error instanceof ApiError && error.status === 404;
  if (isUnknown || data?.rowCount === 0) {
    return (
      <NoTrace title="No span of this trace is here">
        Nothing has arrived under <span className="mono">{traceId}</span>. It may still be on its
        way, may not have been sampled, or is older than what is kept.
      </NoTrace>
    );
  }
  if (error !== null) {
    return (
      <ErrorMessage
        title="This trace could not be loaded"
        level={1}
        error={error}
        onRetry={() => void trace.refetch()}
      />
    );
  }
  return (
    <div className="trace-loading">
      <p className="mono muted">{traceId}</p>
      <LoadingText>Loading the trace…</LoadingText>
    </div>
  );
}

function NoTrace({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Message
      title={title}
      level={1}
      testId="trace-unknown"
      actions={
        <Link to="/" search={lastExplore()} className="button button-primary">
          Back to Explore
        </Link>
      }
    >
      <p>{children}</p>
    </Message>
  );
}

interface LoadedTraceProps {
  readonly trace: TraceModel;
  readonly usualHues: Hues;
}

function LoadedTrace({ trace: sent, usualHues }: LoadedTraceProps) {
  const address = route.useSearch();
  const navigate = route.useNavigate();
  const writeAddress = useCallback(
    (state: TraceState, isStep: boolean) =>
      void navigate({ to: '.', search: state, replace: !isStep, resetScroll: false }),
    [navigate],
  );
  const { view, trace } = useTraceView(sent, address, writeAddress);
  usePageKeys(trace, view);

  const analysis = useAnalysis(sent);
  useNamedFinding(analysis, view);
  const matches = useFoundSpans(sent, view.find);
  const themeName = useTheme();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the tokens change with the theme
  const theme = useMemo(readDrawTheme, [themeName]);
  const hues = useMemo(() => {
    const byName = assignHues(trace.services, usualHues);
    return trace.services.map((service) => byName.get(service) ?? 0);
  }, [trace, usualHues]);
  const colorOfService = useCallback(
    (service: number) => serviceColor(theme, hues[service] ?? 0),
    [theme, hues],
  );
  const page = useMemo(
    () => ({ trace, view, analysis, matches, theme, hues, colorOfService }),
    [trace, view, analysis, matches, theme, hues, colorOfService],
  );
  return (
    <TracePageContext value={page}>
      <div className="trace">
        <div className="trace-top">
          <TraceHeader
            trace={trace}
            hues={hues}
            view={view}
            analysis={analysis}
            unknownSpan={
              address.span !== undefined && view.selectedRow === undefined
                ? address.span
                : undefined
            }
          />
          <Minimap
            trace={trace}
            window={view.window}
            theme={theme}
            colorOfService={colorOfService}
            onZoom={view.zoomTo}
          />
          <TraceTabRow>
            <FindField />
          </TraceTabRow>
          <FocusCrumbs />
        </div>
        <div className="trace-body">
          <ShownView />
          {view.selectedRow !== undefined && (
            <SpanPanel
              trace={trace}
              row={view.selectedRow}
              hues={hues}
              onClose={() => view.select(undefined)}
            />
          )}
        </div>
      </div>
    </TracePageContext>
  );
}

/** Asked for when the trace is there, and drawn when it comes. */
function useAnalysis(trace: TraceModel): AnalysisState {
  const { data, error, refetch } = useQuery(analysisQuery(trace));
  const analysis = useMemo(
    () => (data === undefined ? undefined : toAnalysisModel(data, trace)),
    [data, trace],
  );
  return useMemo(
    () => ({ analysis, error, onRetry: () => void refetch() }),
    [analysis, error, refetch],
  );
}

/** A link from a finding leads to its span, which only the analysis knows. */
function useNamedFinding({ analysis }: AnalysisState, { finding, select }: TraceView): void {
  useEffect(() => {
    if (finding === undefined || analysis === undefined) return;
    const named = analysis.statements.find(({ name, rows }) => name === finding && rows.length > 0);
    select(named?.rows[0]);
  }, [finding, analysis, select]);
}

/** Of the selected span, wherever the focus is. */
const SPAN_KEYS = /^[zfw]$/i;

/** Escape from anywhere; the tree's keys also when nothing has the focus, as after closing the panel. */
function usePageKeys(trace: TraceModel, view: TraceView): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (isTyping(event) || event.defaultPrevented) return;
      if (event.key === 'Escape') view.stepBack();
      else if (event.target === document.body || SPAN_KEYS.test(event.key)) {
        handleTreeKey(event, trace, view);
      }
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [trace, view]);
}
