// Two traces side by side, or a trace beside what is usual for its endpoint: the biggest difference in words,
// both timelines on one scale, and one tree of operations with what is slower, faster, new or missing.

import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { CompareAnswer } from '@throughline/model/api/compare';
import { useEffect, useMemo } from 'react';
import './compare.css';
import { ApiError } from '../../data/api-client.ts';
import { compareQuery } from '../../data/compare-query.ts';
import { type CompareState, USUAL } from '../../state/compare-state.ts';
import { ErrorMessage, LoadingText, Message } from '../../widgets/message.tsx';
import { Sentence } from '../../widgets/sentence.tsx';
import { CompareForm } from './compare-form.tsx';
import { CompareSides } from './compare-sides.tsx';
import { CompareTable } from './compare-table.tsx';
import { CompareTimelines } from './compare-timelines.tsx';

const route = getRouteApi('/compare');

export function ComparePage() {
  const state = route.useSearch();
  const navigate = route.useNavigate();
  useEffect(() => {
    document.title = 'Compare · Throughline';
  }, []);
  const change = (next: CompareState, replace = true): void =>
    void navigate({ to: '/compare', search: next, replace });
  const { left, right = USUAL } = state;
  return (
    <div className="compare">
      {left === undefined ? (
        <Message title="Compare two traces" level={1}>
          <p>
            Give the id of a trace, and of another one to hold it against. Without the second it is
            held against what is usual for its endpoint.
          </p>
          <CompareForm state={state} onChange={(next) => change(next, false)} />
        </Message>
      ) : (
        <Comparison key={`${left} ${right}`} {...{ left, right, state, change }} />
      )}
    </div>
  );
}

interface ComparisonProps {
  readonly left: string;
  readonly right: string;
  readonly state: CompareState;
  readonly change: (next: CompareState, replace?: boolean) => void;
}

function Comparison({ left, right, state, change }: ComparisonProps) {
  const { data, error, refetch } = useQuery(compareQuery(left, right));
  if (data !== undefined) return <Compared answer={data} state={state} change={change} />;
  if (error instanceof ApiError && (error.status === 404 || error.status === 400)) {
    return (
      <Message title="These cannot be compared" level={1} testId="compare-unknown">
        <p>{error.message}.</p>
        <CompareForm state={state} onChange={(next) => change(next, false)} />
      </Message>
    );
  }
  if (error !== null) {
    return (
      <ErrorMessage
        title="The comparison could not be made"
        level={1}
        error={error}
        onRetry={() => void refetch()}
      />
    );
  }
  return (
    <div className="compare-loading">
      <LoadingText>
        {right === USUAL ? 'Learning what is usual, and comparing…' : 'Comparing…'}
      </LoadingText>
    </div>
  );
}

interface ComparedProps extends Pick<ComparisonProps, 'state' | 'change'> {
  readonly answer: CompareAnswer;
}

function Compared({ answer, state, change }: ComparedProps) {
  const { at, ...rest } = state;
  const selected = at === undefined ? answer.biggest : Number(at);
  const operation = useMemo(
    () => (selected === undefined ? undefined : answer.operations[selected]),
    [answer, selected],
  );
  return (
    <>
      <header className="compare-head">
        <h1 className="visually-hidden">Comparison</h1>
        <CompareSides answer={answer} state={state} onChange={(next) => change(next, false)} />
        <p className="compare-sentence" data-testid="compare-sentence">
          <Sentence text={answer.sentence} />
        </p>
      </header>
      <CompareTimelines answer={answer} operation={operation} />
      <CompareTable
        answer={answer}
        state={state}
        selected={selected}
        onSelect={(index) => change({ ...rest, at: String(index) })}
        onChange={change}
      />
    </>
  );
}
