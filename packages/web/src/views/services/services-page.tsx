// All services of the time range: how often they are asked, how often they fail, and how long they take.

import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ServiceSummary, ServicesAnswer } from '@throughline/model/api/services';
import { useEffect, useMemo } from 'react';
import './services.css';
import { formatQuantity, formatRate, formatShare } from '../../base/format-count.ts';
import { serviceFiguresQuery } from '../../data/service-queries.ts';
import { useUsualHues } from '../../data/use-usual-hues.ts';
import type { Changes } from '../../state/search-params.ts';
import { readTableState, type TablePageState, type TableState } from '../../state/table-state.ts';
import { rangeOf } from '../../state/time-range.ts';
import { ErrorMessage, LoadingText, Message } from '../../widgets/message.tsx';
import { SortTable } from '../../widgets/sort-table.tsx';
import { useTimeRange } from '../range/use-time-range.ts';
import { serviceColumns, USUAL_SORT } from './service-columns.tsx';

const route = getRouteApi('/services');

export function ServicesPage() {
  const state = route.useSearch();
  const navigate = route.useNavigate();
  const { range, resolved } = useTimeRange();
  const services = useQuery(serviceFiguresQuery(resolved));
  useEffect(() => {
    document.title = 'Services · Throughline';
  }, []);
  const change = (changes: Changes<TableState>): void =>
    void navigate({
      to: '/services',
      search: (previous) => readTableState({ ...previous, ...changes }),
      replace: true,
    });
  return (
    <div className="services-page">
      <header className="page-head">
        <h1>Services</h1>
        {services.data !== undefined && <Totals answer={services.data} />}
        <input
          type="search"
          className="input page-filter"
          aria-label="Filter services by name"
          placeholder="Filter by name"
          value={state.filter ?? ''}
          onChange={(event) => change({ filter: event.currentTarget.value })}
        />
        <Link to="/propagation" search={rangeOf(range)} className="button">
          Context propagation
        </Link>
      </header>
      {services.error !== null && services.data === undefined ? (
        <ErrorMessage
          title="The services could not be read"
          error={services.error}
          onRetry={() => void services.refetch()}
        />
      ) : services.data === undefined ? (
        <LoadingText>Counting…</LoadingText>
      ) : (
        <ServicesTable answer={services.data} state={state} onChange={change} />
      )}
    </div>
  );
}

function Totals({ answer: { services } }: { readonly answer: ServicesAnswer }) {
  const sum = (value: (service: ServiceSummary) => number): number =>
    services.reduce((total, service) => total + value(service), 0);
  const count = sum(({ figures }) => figures?.requests.count ?? 0);
  const errors = sum(({ figures }) => figures?.requests.errorCount ?? 0);
  const rate = sum(({ figures }) => figures?.requests.ratePerSecond ?? 0);
  return (
    <p className="muted" role="status" data-testid="services-totals">
      {formatQuantity(services.length, 'service')}
      {count > 0 &&
        ` · ${formatRate(rate)} · ${errors === 0 ? 'no' : formatShare(errors / count)} errors`}
    </p>
  );
}

interface ServicesTableProps {
  readonly answer: ServicesAnswer;
  readonly state: TablePageState;
  readonly onChange: (changes: Changes<TableState>) => void;
}

function ServicesTable({ answer: { services }, state, onChange }: ServicesTableProps) {
  const names = useMemo(() => services.map(({ name }) => name), [services]);
  // The list of colours is asked for anew when one of them is not in it yet.
  useUsualHues(names);
  const range = rangeOf(state);
  const words = (state.filter ?? '').toLowerCase();
  const found = services.filter(({ name }) => name.toLowerCase().includes(words));
  if (services.length === 0) {
    return (
      <Message title="No service sent spans in this time range" testId="no-services">
        <p className="muted">
          Choose a longer range above, or see on the Status page whether anything arrives.
        </p>
      </Message>
    );
  }
  if (found.length === 0) {
    return (
      <Message
        title={`No service has “${state.filter}” in its name`}
        testId="no-match"
        actions={
          <button type="button" className="button" onClick={() => onChange({ filter: undefined })}>
            Show all {formatQuantity(services.length, 'service')}
          </button>
        }
      />
    );
  }
  return (
    <SortTable
      label="Services"
      testId="services"
      rows={found}
      rowKey={({ name }) => name}
      columns={serviceColumns(range)}
      sort={{
        state,
        usual: USUAL_SORT,
        onSort: (table) => onChange({ sort: undefined, order: undefined, ...table }),
      }}
    />
  );
}
