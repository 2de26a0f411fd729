// Calls between a service and another side that it names, which need not send spans itself: counted from the
// spans that name one.

import type {
  QueryLimits,
  TimeRange,
  TraceqlStore,
} from '@throughline/storage/contract/traceql-store';
import { parseAndCheck } from '@throughline/traceql/check/check';
import type { Label } from '@throughline/traceql/eval/metrics/series';
import { instantGrid } from '@throughline/traceql/eval/metrics/time-grid';
import { valueText } from '@throughline/traceql/eval/value';
import { serviceCondition } from '../../jaeger/query/search-query.ts';
import { MAX_REMOTE_CALLS } from './zipkin-limits.ts';

export interface RemoteCall {
  readonly service: string;
  readonly remoteService: string;
  /** The other side called. */
  readonly isIncoming: boolean;
  readonly isError: boolean;
  readonly count: number;
}

export interface RemoteCallsRequest {
  /** By the names they are stored under; undefined: of all. */
  readonly services?: readonly string[];
  readonly range: TimeRange;
  readonly limits: QueryLimits;
}

const LABELS = {
  service: 'resource.service.name',
  remoteService: 'span.peer.service',
  kind: 'kind',
  status: 'status',
};

export async function readRemoteCalls(
  traceql: Pick<TraceqlStore, 'metrics'>,
  { services, range, limits }: RemoteCallsRequest,
  signal: AbortSignal,
): Promise<RemoteCall[]> {
  const { startNs = 0n, endNs = 0n } = range;
  if (startNs >= endNs || services?.length === 0) return [];
  const ofServices =
    services === undefined ? '' : ` && (${services.map(serviceCondition).join(' || ')})`;
  const by = Object.values(LABELS).join(', ');
  const query = parseAndCheck(
    `{ ${LABELS.remoteService} != nil${ofServices} } | count_over_time() by (${by})`,
  );
  const grid = instantGrid(startNs, endNs);
  const { series } = await traceql.metrics(
    { query, grid, exemplars: 0, maxSeries: MAX_REMOTE_CALLS, limits },
    signal,
  );
  return series.map(({ labels, values }) => {
    const kind = labelText(labels, LABELS.kind);
    return {
      service: labelText(labels, LABELS.service),
      remoteService: labelText(labels, LABELS.remoteService),
      isIncoming: kind === 'server' || kind === 'consumer',
      isError: labelText(labels, LABELS.status) === 'error',
      count: values[0] ?? 0,
    };
  });
}

function labelText(labels: readonly Label[], name: string): string {
  const found = labels.find(([label]) => label === name);
  return found === undefined ? '' : valueText(found[1]);
}
