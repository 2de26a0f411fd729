// Status: what comes in, from whom, what was refused and why, what it costs on disk, and how the engine is. It follows
// what happens while it is open.

import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ActivityAnswer } from '@throughline/model/api/activity';
import type { StatusAnswer } from '@throughline/model/api/status';
import { type ReactNode, useCallback, useEffect } from 'react';
import './status.css';
import { formatRate } from '../../base/format-count.ts';
import { servicesQuery, statusQuery } from '../../data/queries.ts';
import { activityQuery } from '../../data/status-queries.ts';
import type { LongTable } from '../../state/status-state.ts';
import { ErrorMessage, LoadingText } from '../../widgets/message.tsx';
import { DemoButton } from '../first-trace/demo-button.tsx';
import { FirstTrace } from '../first-trace/first-trace.tsx';
import { SendTraces } from '../first-trace/send-traces.tsx';
import { agoOf } from './ago-of.ts';
import { AnalysisPanel } from './analysis-panel.tsx';
import { Arrivals } from './arrivals.tsx';
import { EnginePanel } from './engine-panel.tsx';
import { Listeners, SamplingPanel } from './process-panels.tsx';
import { recentRate } from './recent-rate.ts';
import { Refusals } from './refusals.tsx';
import { Senders } from './senders.tsx';
import { StoragePanel } from './storage-panel.tsx';

const route = getRouteApi('/status');

export function StatusPage() {
  const activity = useQuery(activityQuery());
  const status = useQuery(statusQuery());
  const services = useQuery(servicesQuery());
  useEffect(() => {
    document.title = 'Status · Throughline';
  }, []);
  const error = activity.error ?? status.error;
  if (activity.data === undefined || status.data === undefined) {
    return error === null ? (
      <div className="status-page">
        <LoadingText>Asking the server…</LoadingText>
      </div>
    ) : (
      <ErrorMessage
        title="The server does not say how it is"
        level={1}
        error={error}
        onRetry={() => {
          void activity.refetch();
          void status.refetch();
        }}
      />
    );
  }
  const isEmpty = services.data?.services.length === 0;
  return (
    <div className="status-page" data-testid="status-page">
      <Head activity={activity.data} status={status.data} isStale={activity.isError} />
      {isEmpty && <FirstTrace level={2} />}
      <Sections activity={activity.data} status={status.data} isEmpty={isEmpty} />
    </div>
  );
}

interface HeadProps {
  readonly activity: ActivityAnswer;
  readonly status: StatusAnswer;
  /** The last question was not answered. */
  readonly isStale: boolean;
}

function Head({ activity, status, isStale }: HeadProps) {
  const rate = activity.protocols.reduce((sum, each) => sum + recentRate(activity, each), 0);
  return (
    <header className="status-head">
      <h1>Status</h1>
      <p role="status" data-testid="status-sentence">
        {isStale ? (
          <strong className="status-problem">The server does not answer.</strong>
        ) : activity.ready ? (
          <strong>Ready.</strong>
        ) : (
          <strong className="status-problem">Not ready: {activity.reasons.join('; ')}.</strong>
        )}{' '}
        {rate > 0 ? `${formatRate(rate)} spans come in.` : 'Nothing has come in within a minute.'}{' '}
        <span className="muted">
          Version {status.version}, started {agoOf(status.startedAt)}.
        </span>
      </p>
    </header>
  );
}

interface SectionsProps {
  readonly activity: ActivityAnswer;
  readonly status: StatusAnswer;
  readonly isEmpty: boolean;
}

function Sections({ activity, status, isEmpty }: SectionsProps) {
  const { all = [] } = route.useSearch();
  const navigate = route.useNavigate();
  const showAll = useCallback(
    (table: LongTable) =>
      void navigate({ to: '/status', search: { all: [...all, table] }, replace: true }),
    [navigate, all],
  );
  return (
    <>
      <Section title="What comes in">
        <Arrivals activity={activity} />
        <Senders isWhole={all.includes('senders')} onShowAll={() => showAll('senders')} />
      </Section>
      <Section title="What was refused">
        <Refusals activity={activity} />
      </Section>
      <Section title="Engine and spool">
        <EnginePanel activity={activity} status={status} />
      </Section>
      <Section title="Analysis of arriving traces">
        <AnalysisPanel />
      </Section>
      <Section title="On disk">
        <StoragePanel all={all} onShowAll={showAll} />
      </Section>
      <Section title="Sampling">
        <SamplingPanel sampling={status.sampling} />
      </Section>
      <Section title="Addresses">
        <Listeners status={status} />
      </Section>
      {!isEmpty && (
        <Section title="Send traces">
          <SendTraces />
          {activity.demo.isOffered && <DemoButton hasData />}
        </Section>
      )}
    </>
  );
}

interface SectionProps {
  readonly title: string;
  readonly children: ReactNode;
}

function Section({ title, children }: SectionProps) {
  return (
    <section className="status-section" aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
