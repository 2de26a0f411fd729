// What the analysis says of the trace, in sentences: what made it slow or failed, and what is found in it, each
// with the way to its spans. Comes after the trace, and keeps a line free for it, so that nothing moves.

import { Link } from '@tanstack/react-router';
import type { TraceRepair } from '@throughline/model/api/analysis';
import { useState } from 'react';
import './verdict.css';
import { formatCount, formatQuantity } from '../../base/format-count.ts';
import { formatDuration } from '../../base/format-duration.ts';
import { ApiError } from '../../data/api-client.ts';
import type { Statement, TraceAnalysisModel } from '../../data/trace-analysis.ts';
import { LoadingText } from '../../widgets/message.tsx';
import { Sentence } from '../../widgets/sentence.tsx';
import { ClocksButton } from './clocks-toggle.tsx';
import { VerdictFinding } from './verdict-finding.tsx';

export interface AnalysisState {
  /** undefined while it is on its way. */
  readonly analysis: TraceAnalysisModel | undefined;
  readonly error: Error | null;
  readonly onRetry: () => void;
}

interface VerdictProps extends AnalysisState {
  readonly selectedRow: number | undefined;
  readonly onSelect: (row: number) => void;
}

const CLOCK_MOVED: TraceRepair['kind'] = 'clock-moved';

/** The rest is a click away: the picture below needs the room. */
const SHOWN_AT_FIRST = 2;

export function Verdict(props: VerdictProps) {
  return (
    <section className="verdict" aria-label="Analysis" data-testid="verdict">
      <VerdictBody {...props} />
    </section>
  );
}

function VerdictBody({ analysis, error, onRetry, selectedRow, onSelect }: VerdictProps) {
  const [isOpen, setOpen] = useState(false);
  if (analysis === undefined && error instanceof ApiError && error.code === 'TRACE_TOO_LARGE') {
    return <p className="verdict-line muted">Not analysed: {error.message}.</p>;
  }
  if (analysis === undefined && error !== null) {
    return (
      <p className="verdict-line muted" role="alert">
        The trace could not be analysed: {error.message}
        <button type="button" className="button button-quiet button-small" onClick={onRetry}>
          Try again
        </button>
      </p>
    );
  }
  if (analysis === undefined) return <LoadingText>Looking for what is unusual…</LoadingText>;
  const { statements, comparison } = analysis;
  if (statements.length === 0) {
    return <p className="verdict-line muted">{describeNothing(comparison)}</p>;
  }
  const shown = isOpen ? statements : statements.slice(0, SHOWN_AT_FIRST);
  const hidden = statements.length - SHOWN_AT_FIRST;
  return (
    <ul>
      {shown.map((statement, at) => (
        <li
          key={`${statement.name} ${statement.rows[0]} ${statement.sentence}`}
          className={at === 0 ? 'verdict-line verdict-first' : 'verdict-line'}
        >
          <p data-testid="verdict-item">
            <Sentence text={statement.sentence} />
            <StatementName statement={statement} />
          </p>
          <SpanButton {...{ statement, selectedRow, onSelect }} />
          {statement.name === CLOCK_MOVED && <ClocksButton />}
          <OtherTraceLink statement={statement} />
          {hidden > 0 && at === shown.length - 1 && (
            <button
              type="button"
              className="button button-quiet button-small"
              aria-expanded={isOpen}
              onClick={() => setOpen(!isOpen)}
            >
              {isOpen ? 'Show fewer' : `Show ${hidden} more`}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

function StatementName({ statement: { name, finding } }: { readonly statement: Statement }) {
  return finding === undefined ? (
    <span className="verdict-name mono">{name}</span>
  ) : (
    <VerdictFinding {...finding} />
  );
}

interface SpanButtonProps {
  readonly statement: Statement;
  readonly selectedRow: number | undefined;
  readonly onSelect: (row: number) => void;
}

/** Selects the first span that shows it, then the next. */
function SpanButton({ statement: { rows, name }, selectedRow, onSelect }: SpanButtonProps) {
  const [first] = rows;
  if (first === undefined) return null;
  const at = selectedRow === undefined ? -1 : rows.indexOf(selectedRow);
  const count = formatCount(rows.length);
  const label =
    rows.length === 1
      ? 'Show span'
      : at < 0
        ? `Show ${count} spans`
        : `Span ${formatCount(at + 1)} of ${count}`;
  return (
    <button
      type="button"
      className="button button-small verdict-button"
      aria-label={`${label}: ${name}`}
      data-testid="verdict-span"
      onClick={() => onSelect(rows[(at + 1) % rows.length] ?? first)}
    >
      {label}
    </button>
  );
}

function OtherTraceLink({ statement: { otherTrace } }: { readonly statement: Statement }) {
  if (otherTrace === undefined) return null;
  const { traceId, span } = otherTrace;
  return (
    <Link
      to="/trace/$traceId"
      params={{ traceId }}
      search={{ span }}
      className="button button-small verdict-button"
    >
      Open the other trace
    </Link>
  );
}

function describeNothing(comparison: TraceAnalysisModel['comparison']): string {
  const { state, traces, neededTraces, service, operation, usualDurationNs } = comparison;
  const others = formatQuantity(traces, 'other trace');
  if (state === 'not-enough-traces') {
    return `Nothing is found. Not enough to compare: ${others} of ${service} ${operation}, and ${neededTraces} are needed to say what is usual.`;
  }
  const usually =
    usualDurationNs === undefined ? '' : `; usually ${formatDuration(Math.round(usualDurationNs))}`;
  return `Nothing stands out against ${others} of ${service} ${operation}${usually}.`;
}
