// The columns of the table of services.

import { Link } from '@tanstack/react-router';
import type { ServiceSummary } from '@throughline/model/api/services';
import { formatCount } from '../../base/format-count.ts';
import type { TimeRange } from '../../state/time-range.ts';
import { exploreFor, spansOf } from '../../state/traceql-of.ts';
import {
  Duration,
  DurationTrend,
  ErrorTrend,
  Rate,
  RateTrend,
} from '../../widgets/figure-cells.tsx';
import { HiddenText } from '../../widgets/hidden-text.tsx';
import type { TableColumn } from '../../widgets/sort-table.tsx';
import { FailedShare } from './failed-share.tsx';
import { ServiceLink } from './service-link.tsx';

export const USUAL_SORT = 'rate';

export function serviceColumns(range: TimeRange): readonly TableColumn<ServiceSummary>[] {
  return [
    {
      key: 'name',
      title: 'Service',
      value: ({ name }) => name,
      cell: ({ name }) => <ServiceLink name={name} />,
    },
    {
      key: 'rate',
      title: 'Rate',
      about:
        'Requests per second: spans of kind server and consumer; all spans where there are none',
      isNumber: true,
      value: ({ figures }) => figures?.requests.ratePerSecond,
      cell: ({ name, figures }) => (
        <>
          <RateTrend of={name} series={figures?.series} />
          <span className="figure" title={countText(figures?.requests)}>
            {figures?.basis === 'spans' && <span className="muted">spans </span>}
            <Rate perSecond={figures?.requests.ratePerSecond ?? 0} />
          </span>
        </>
      ),
    },
    {
      key: 'errors',
      title: 'Errors',
      about: 'Share of the requests with status error',
      isNumber: true,
      value: ({ figures }) => figures?.requests.errorShare,
      cell: ({ name, figures }) => (
        <>
          <ErrorTrend of={name} series={figures?.series} />
          <FailedShare
            errorShare={figures?.requests.errorShare}
            of={name}
            range={range}
            q={spansOf({ service: name, basis: figures?.basis ?? 'spans', isFailed: true })}
          />
        </>
      ),
    },
    {
      key: 'p50',
      title: 'p50',
      about: 'Half of the requests took at most this long',
      isNumber: true,
      isWide: true,
      value: ({ figures }) => figures?.requests.p50Ns,
      cell: ({ figures }) => <Duration ns={figures?.requests.p50Ns} />,
    },
    {
      key: 'p95',
      title: 'p95',
      about: '95 % of the requests took at most this long',
      isNumber: true,
      value: ({ figures }) => figures?.requests.p95Ns,
      cell: ({ name, figures }) => (
        <>
          <DurationTrend of={name} series={figures?.series} />
          <span className="figure">
            <Duration ns={figures?.requests.p95Ns} />
          </span>
        </>
      ),
    },
    {
      key: 'p99',
      title: 'p99',
      about: '99 % of the requests took at most this long',
      isNumber: true,
      isWide: true,
      value: ({ figures }) => figures?.requests.p99Ns,
      cell: ({ figures }) => <Duration ns={figures?.requests.p99Ns} />,
    },
    {
      key: 'spans',
      title: 'Spans',
      about: 'All spans of the range; opens their traces',
      isNumber: true,
      isWide: true,
      value: ({ spanCount }) => spanCount,
      cell: ({ name, spanCount }) => (
        <Link to="/" search={exploreFor(range, spansOf({ service: name }))}>
          {formatCount(spanCount)}
          <HiddenText> spans of {name}, traces</HiddenText>
        </Link>
      ),
    },
  ];
}

function countText(requests: { count: number; countMargin?: number } | undefined): string {
  const { count = 0, countMargin } = requests ?? {};
  const margin =
    countMargin === undefined ? '' : ` ± ${formatCount(Math.round(countMargin))}, sampled`;
  return `${formatCount(Math.round(count))}${margin} in the range`;
}
