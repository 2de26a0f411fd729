// How far the analysis of arriving traces has come: what share of them it looks at, and how far behind it is.

import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { AnalysisCoverage } from '@throughline/model/api/findings';
import { formatQuantity, formatShare } from '../../base/format-count.ts';
import { formatDuration } from '../../base/format-duration.ts';
import { COVERAGE_MINUTES, coverageQuery } from '../../data/status-queries.ts';
import { LoadingText } from '../../widgets/message.tsx';
import { FigureList, type NamedFigure } from './figure-list.tsx';

const NS_PER_MS = 1e6;

/** Traces wait for seconds until they are at rest; who is so far behind has too little of the processor. */
const FAR_BEHIND_MS = 5 * 60_000;

export function AnalysisPanel() {
  const { data, error } = useQuery(coverageQuery());
  if (data === undefined) {
    return error === null ? (
      <LoadingText>Counting what was analysed…</LoadingText>
    ) : (
      <p className="muted">How far it has come could not be read: {error.message}</p>
    );
  }
  if (!data.coverage.isOn) {
    return (
      <p data-testid="analysis-off">
        Arriving traces are not analysed: Throughline was started with{' '}
        <code className="mono">--analysis off</code>. A trace is analysed when it is opened.
      </p>
    );
  }
  return (
    <div data-testid="analysis">
      <FigureList figures={analysisFigures(data.coverage, Date.now())} />
      <p className="muted status-note">
        Of traces that began {COVERAGE_MINUTES.last} to {COVERAGE_MINUTES.first} minutes ago: later
        ones may not be at rest. <Link to="/findings">What was found</Link>
      </p>
    </div>
  );
}

export function analysisFigures(
  { traces, analysedTraces, analysedUntil }: AnalysisCoverage,
  nowMs: number,
): readonly NamedFigure[] {
  const behindMs = analysedUntil === undefined ? undefined : nowMs - Date.parse(analysedUntil);
  return [
    {
      name: 'Analysed',
      text:
        traces === 0
          ? 'no trace came'
          : `${formatShare(analysedTraces / traces)} of ${formatQuantity(traces, 'trace')}`,
    },
    {
      name: 'Behind',
      text:
        behindMs === undefined
          ? 'nothing was due yet'
          : formatDuration(Math.max(0, Math.round(behindMs)) * NS_PER_MS),
      isProblem: behindMs !== undefined && behindMs > FAR_BEHIND_MS,
    },
  ];
}
