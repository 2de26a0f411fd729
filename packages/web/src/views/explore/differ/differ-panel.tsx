// "What is different here?": a panel beside Explore with the fields that set a selection of spans apart from the
// others, each with its values on both sides, and ways to go on with them.

import { useQuery } from '@tanstack/react-query';
import type { CohortsAnswer } from '@throughline/model/api/cohorts';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import './differ.css';
import { formatCount, formatQuantity } from '../../../base/format-count.ts';
import { chartTimeFormat } from '../../../charts/format-axis-time.ts';
import { cohortsQuery } from '../../../data/cohorts-queries.ts';
import { useTimeZone } from '../../../state/time-zone.ts';
import { CloseIcon } from '../../../widgets/icons.tsx';
import { ErrorMessage, LoadingText, Notice } from '../../../widgets/message.tsx';
import type { Explore } from '../use-explore.ts';
import { DifferField } from './differ-field.tsx';
import { DifferForm } from './differ-form.tsx';
import { NO_DIFFER, windowOf } from './differ-state.ts';
import { foldAlike } from './fold-alike.ts';

interface DifferPanelProps {
  readonly explore: Explore;
  readonly selection: string;
}

export function DifferPanel({ explore, selection }: DifferPanelProps) {
  const { query, resolved, state, change } = explore;
  const ref = useRef<HTMLElement>(null);
  const close = (): void => change(NO_DIFFER);
  // Opened by a button that is gone or far away: go on here.
  useEffect(() => ref.current?.focus(), []);
  const window = windowOf(state);
  const question = { q: query, range: resolved, selection, window, baseline: state.against };
  const { data, error, isFetching, isPlaceholderData, refetch } = useQuery(cohortsQuery(question));
  const isWaiting = isFetching && (data === undefined || isPlaceholderData);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') close();
  };
  return (
    <aside
      ref={ref}
      className="differ"
      aria-labelledby="differ-title"
      aria-busy={isWaiting}
      tabIndex={-1}
      data-testid="differ"
      onKeyDown={onKeyDown}
    >
      <header className="differ-head">
        <h2 id="differ-title">What is different here?</h2>
        <button
          type="button"
          className="button button-quiet button-icon"
          aria-label="Close what is different"
          onClick={close}
        >
          <CloseIcon />
        </button>
      </header>
      <DifferForm
        key={`${selection} ${state.against}`}
        state={state}
        selection={selection}
        onChange={change}
      />
      {window !== undefined && <Window startMs={window.startMs} endMs={window.endMs} />}
      {error !== null && !isFetching ? (
        <ErrorMessage
          title="The spans could not be compared"
          error={error}
          onRetry={() => void refetch()}
        />
      ) : data === undefined ? (
        <LoadingText>Comparing…</LoadingText>
      ) : (
        <div className={isWaiting ? 'differ-body differ-stale' : 'differ-body'}>
          <Sizes data={data} />
          <Fields data={data} explore={explore} />
        </div>
      )}
    </aside>
  );
}

function Window({ startMs, endMs }: { readonly startMs: number; readonly endMs: number }) {
  const isUtc = useTimeZone() === 'utc';
  const format = chartTimeFormat([], endMs - startMs, isUtc);
  return (
    <p className="muted differ-window">
      Selected are those that start between {format(startMs)} and {format(endMs)}.
    </p>
  );
}

function Sizes({ data: { selection, baseline, incomplete } }: { readonly data: CohortsAnswer }) {
  const isSample =
    selection.sampledSpans < selection.spans || baseline.sampledSpans < baseline.spans;
  const atLeast = (isExact: boolean) => (isExact ? '' : 'at least ');
  return (
    <>
      <p className="differ-sizes">
        <span className="differ-key differ-key-selection">
          {atLeast(selection.isExact)}
          {formatQuantity(selection.spans, 'span')} selected
        </span>
        <span className="differ-key">
          {atLeast(baseline.isExact)}
          {formatCount(baseline.spans)} others
        </span>
      </p>
      {isSample && (
        <p className="muted">
          Shares are those of {formatCount(selection.sampledSpans)} and{' '}
          {formatCount(baseline.sampledSpans)} of them, chosen by a hash.
        </p>
      )}
      {incomplete !== undefined && <Notice>{incomplete.message}</Notice>}
    </>
  );
}

function Fields({ data, explore }: { readonly data: CohortsAnswer; readonly explore: Explore }) {
  const { selection, baseline, fields, fieldCount } = data;
  if (data.incomplete !== undefined && selection.sampledSpans === 0) {
    return <p>What the spans say was not read in time. A shorter time range is answered sooner.</p>;
  }
  if (selection.spans === 0) return <p>No span of this time is in the selection.</p>;
  if (baseline.spans === 0) return <p>There is nothing else in this time to hold them against.</p>;
  if (fields.length === 0) {
    return <p>Nothing that spans or resources say sets them apart beyond chance.</p>;
  }
  return (
    <>
      <ol className="differ-fields" aria-label="Fields, the largest difference first">
        {foldAlike(fields).map(({ field, alike }) => (
          <DifferField key={field.field} field={field} alike={alike} explore={explore} />
        ))}
      </ol>
      {fieldCount > fields.length && (
        <p className="muted">
          {formatCount(fieldCount - fields.length)} more fields differ less than these.
        </p>
      )}
    </>
  );
}
