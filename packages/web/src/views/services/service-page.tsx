// One service over the time range: charts that open the traces behind a point, what it is asked for, whom it talks to,
// and in which versions it runs.

import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ServiceAnswer } from '@throughline/model/api/service';
import type { ServiceFigures } from '@throughline/model/api/services';
import { useEffect } from 'react';
import './services.css';
import { formatCount } from '../../base/format-count.ts';
import { hueOfService } from '../../base/service-hue.ts';
import { serviceQuery } from '../../data/service-queries.ts';
import { useUsualHues } from '../../data/use-usual-hues.ts';
import { rangeOf, type TimeRange } from '../../state/time-range.ts';
import { exploreFor, spansOf } from '../../state/traceql-of.ts';
import { Duration, Rate } from '../../widgets/figure-cells.tsx';
import { ErrorMessage, LoadingText, Message } from '../../widgets/message.tsx';
import { ServiceDot } from '../../widgets/service-dot.tsx';
import { useTimeRange } from '../range/use-time-range.ts';
import { Endpoints } from './endpoints.tsx';
import { FailedShare } from './failed-share.tsx';
import { Neighbours } from './neighbours.tsx';
import { OperationsTable } from './operations-table.tsx';
import { ServiceCharts } from './service-charts.tsx';
import { ServiceFindings } from './service-findings.tsx';
import { VersionsTable } from './versions-table.tsx';

const route = getRouteApi('/services/$service');

export function ServicePage() {
  const { service } = route.useParams();
  const { range, resolved } = useTimeRange();
  const answer = useQuery(serviceQuery(service, resolved));
  const hue = useUsualHues()?.get(service) ?? hueOfService(service);
  useEffect(() => {
    document.title = `${service} · Throughline`;
  }, [service]);
  // What is shown while another service is asked for is that of the one before.
  const data = answer.data?.service === service ? answer.data : undefined;
  return (
    <div className="services-page">
      <header className="page-head">
        <Link to="/services" search={rangeOf(range)} aria-label="All services" title="All services">
          ←
        </Link>
        <h1>
          <ServiceDot hue={hue} />
          <span className="ellipsis">{service}</span>
        </h1>
        <PageLinks service={service} range={range} figures={data?.figures} />
      </header>
      {answer.error !== null && data === undefined ? (
        <ErrorMessage
          title="The service could not be read"
          error={answer.error}
          onRetry={() => void answer.refetch()}
        />
      ) : data === undefined ? (
        <LoadingText>Counting…</LoadingText>
      ) : data.figures === undefined ? (
        <Message title={`${service} sent no spans in this time range`} testId="no-spans">
          <p className="muted">Choose a longer or an earlier range above.</p>
        </Message>
      ) : (
        <Details
          service={service}
          answer={data}
          figures={data.figures}
          isStale={answer.isFetching}
        />
      )}
    </div>
  );
}

interface PageLinksProps {
  readonly service: string;
  readonly range: TimeRange;
  readonly figures: ServiceFigures | undefined;
}

function PageLinks({ service, range, figures }: PageLinksProps) {
  const basis = figures?.basis ?? 'spans';
  const p95Ns = figures?.requests.p95Ns;
  return (
    <nav className="page-links" aria-label={`More of ${service}`}>
      <Link to="/" search={exploreFor(range, spansOf({ service }))} className="button">
        Traces
      </Link>
      <Link
        to="/"
        search={exploreFor(range, spansOf({ service, basis, isFailed: true }))}
        className="button"
      >
        Failed
      </Link>
      {p95Ns !== undefined && (
        <Link
          to="/"
          search={exploreFor(range, spansOf({ service, basis, minDurationNs: p95Ns }), 'duration')}
          className="button"
        >
          Slowest 5 %
        </Link>
      )}
      <Link to="/map" search={{ ...rangeOf(range), service }} className="button">
        Map
      </Link>
      <Link to="/findings" search={{ ...rangeOf(range), service }} className="button">
        Findings
      </Link>
    </nav>
  );
}

interface DetailsProps {
  readonly service: string;
  readonly answer: ServiceAnswer;
  readonly figures: ServiceFigures;
  readonly isStale: boolean;
}

function Details({ service, answer, figures, isStale }: DetailsProps) {
  return (
    <div aria-busy={isStale} data-testid="service">
      <KeyFigures service={service} figures={figures} />
      <ServiceCharts service={service} answer={answer} figures={figures} isStale={isStale} />
      <Endpoints service={service} operations={answer.operations} />
      <ServiceFindings service={service} />
      <Neighbours service={service} />
      <OperationsTable service={service} answer={answer} />
      <VersionsTable service={service} />
    </div>
  );
}

function KeyFigures({ service, figures }: Pick<DetailsProps, 'service' | 'figures'>) {
  const { basis, requests } = figures;
  const { range } = useTimeRange();
  const { count, countMargin, ratePerSecond, errorShare, p50Ns, p95Ns, p99Ns } = requests;
  return (
    <dl className="key-figures" data-testid="key-figures">
      <div>
        <dt>{basis === 'requests' ? 'Requests' : 'Spans (it takes no requests)'}</dt>
        <dd>
          {formatCount(Math.round(count))}
          {countMargin !== undefined && (
            <span
              className="muted"
              title="Estimated from sampled spans, 95 of 100 times within this"
            >
              {` ± ${formatCount(Math.round(countMargin))}`}
            </span>
          )}
        </dd>
      </div>
      <div>
        <dt>Rate</dt>
        <dd>
          <Rate perSecond={ratePerSecond} />
        </dd>
      </div>
      <div>
        <dt>Errors</dt>
        <dd>
          <FailedShare
            errorShare={errorShare}
            of={service}
            range={range}
            q={spansOf({ service, basis, isFailed: true })}
          />
        </dd>
      </div>
      {(
        [
          ['p50', p50Ns],
          ['p95', p95Ns],
          ['p99', p99Ns],
        ] as const
      ).map(([name, ns]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <Duration ns={ns} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
