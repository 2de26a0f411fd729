// Who forwards the trace context and who does not, over a sample of the traces of the time range; with the traces that
// show it.

import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { PropagationAnswer, PropagationSample } from '@throughline/model/api/propagation';
import { useEffect } from 'react';
import '../services/services.css';
import './propagation.css';
import { formatQuantity } from '../../base/format-count.ts';
import { formatSpanOfTime } from '../../base/format-time.ts';
import { propagationQuery } from '../../data/service-queries.ts';
import { rangeOf } from '../../state/time-range.ts';
import { ErrorMessage, LoadingText, Message, Notice } from '../../widgets/message.tsx';
import { useTimeRange } from '../range/use-time-range.ts';
import { LostHops } from './lost-hops.tsx';
import { HopsTable, OneSidedTable, ServicesTable } from './propagation-tables.tsx';

export function PropagationPage() {
  const { range, resolved } = useTimeRange();
  const { data, error, isFetching, refetch } = useQuery(propagationQuery(resolved));
  useEffect(() => {
    document.title = 'Context propagation · Throughline';
  }, []);
  return (
    <div className="services-page">
      <header className="page-head">
        <Link to="/services" search={rangeOf(range)} aria-label="All services" title="All services">
          ←
        </Link>
        <h1>Context propagation</h1>
        {data !== undefined && <SampleText sample={data.sample} />}
      </header>
      {error !== null && data === undefined ? (
        <ErrorMessage
          title="The traces could not be examined"
          error={error}
          onRetry={() => void refetch()}
        />
      ) : data === undefined ? (
        <LoadingText>Matching calls with what they caused…</LoadingText>
      ) : data.sample.traces === 0 ? (
        <Message title="No trace started in this time range" testId="no-traces">
          <p className="muted">Choose a longer or an earlier range above.</p>
        </Message>
      ) : (
        <div aria-busy={isFetching} data-testid="propagation">
          {data.incomplete !== undefined && <Notice>{data.incomplete.message}</Notice>}
          <Report answer={data} />
        </div>
      )}
    </div>
  );
}

function SampleText({ sample }: { readonly sample: PropagationSample }) {
  const { traces, spans, isWhole, windows } = sample;
  const what = `${formatQuantity(traces, 'trace')}, ${formatQuantity(spans, 'span')}`;
  const places = windows
    .map(({ startMs, endMs, traces: its }) => {
      return `${formatSpanOfTime(startMs, endMs)}: ${formatQuantity(its, 'trace')}`;
    })
    .join('\n');
  return (
    <p className="muted" role="status" data-testid="sample" title={places}>
      {isWhole
        ? `All of this time range: ${what}`
        : `A sample of this time range: ${what}, in ${formatQuantity(windows.length, 'run')} of neighbouring traces`}
    </p>
  );
}

function Report({ answer }: { readonly answer: PropagationAnswer }) {
  return (
    <>
      <LostHops hops={answer.hops} />
      <ServicesTable services={answer.services} />
      <OneSidedTable hops={answer.oneSided} count={answer.oneSidedCount} />
      <HopsTable hops={answer.hops} count={answer.hopCount} />
    </>
  );
}
