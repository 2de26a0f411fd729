// Who calls a service, and whom it calls: services, and what sends no spans, such as databases.

import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type {
  DependenciesAnswer,
  DependencyEdge,
  DependencyNode,
} from '@throughline/model/api/dependencies';
import { formatShare } from '../../base/format-count.ts';
import { neighboursQuery } from '../../data/service-queries.ts';
import { rangeOf } from '../../state/time-range.ts';
import { callsBetween, exploreFor } from '../../state/traceql-of.ts';
import { Duration, ErrorShare, Rate } from '../../widgets/figure-cells.tsx';
import { HiddenText } from '../../widgets/hidden-text.tsx';
import { ErrorMessage, LoadingText } from '../../widgets/message.tsx';
import { SortTable, type TableColumn } from '../../widgets/sort-table.tsx';
import { useTimeRange } from '../range/use-time-range.ts';
import { FailedShare } from './failed-share.tsx';
import { ServiceLink } from './service-link.tsx';

interface Neighbour {
  readonly node: DependencyNode;
  readonly edge: DependencyEdge;
}

export function Neighbours({ service }: { readonly service: string }) {
  const { resolved } = useTimeRange();
  const { data, error, refetch } = useQuery(neighboursQuery(service, resolved));
  if (error !== null && data === undefined) {
    return (
      <ErrorMessage
        title="Callers and callees could not be read"
        error={error}
        onRetry={() => void refetch()}
      />
    );
  }
  return (
    <div className="panels" data-testid="neighbours">
      <Side service={service} side="callers" answer={data} />
      <Side service={service} side="callees" answer={data} />
    </div>
  );
}

interface SideProps {
  readonly service: string;
  readonly side: 'callers' | 'callees';
  readonly answer: DependenciesAnswer | undefined;
}

const SIDES = {
  callers: { title: 'Callers', none: 'Nobody whose spans are here calls it.' },
  callees: { title: 'Callees', none: 'It calls nobody in this time range.' },
} as const;

function Side({ service, side, answer }: SideProps) {
  const { title, none } = SIDES[side];
  const neighbours = answer === undefined ? undefined : neighboursOf(service, side, answer);
  const { range } = useTimeRange();
  const columns = neighbourColumns({ service, side, range: rangeOf(range) });
  return (
    <section aria-label={title} data-testid={side}>
      <div className="section-head">
        <h2>{title}</h2>
        {answer !== undefined && !answer.sample.isExact && (
          <span className="muted">
            estimated from {formatShare(answer.sample.share)} of the traces
          </span>
        )}
      </div>
      {neighbours === undefined ? (
        <LoadingText>Reading calls…</LoadingText>
      ) : neighbours.length === 0 ? (
        <p className="muted">{none}</p>
      ) : (
        <SortTable
          label={title}
          testId={`${side}-table`}
          rows={neighbours}
          rowKey={({ node }) => node.id}
          columns={columns}
        />
      )}
    </section>
  );
}

function neighboursOf(
  service: string,
  side: 'callers' | 'callees',
  { nodes, edges }: DependenciesAnswer,
): Neighbour[] {
  const id = nodes.find(({ type, name }) => type === 'service' && name === service)?.id;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return edges.flatMap((edge) => {
    const [mine, other] = side === 'callers' ? [edge.to, edge.from] : [edge.from, edge.to];
    const node = byId.get(other);
    return mine !== id || other === id || node === undefined ? [] : [{ node, edge }];
  });
}

type Asked = Omit<SideProps, 'answer'> & {
  readonly range: ReturnType<typeof rangeOf>;
};

function neighbourColumns({ service, side, range }: Asked): TableColumn<Neighbour>[] {
  const queryOf = ({ name }: DependencyNode, isFailed = false): string =>
    side === 'callers'
      ? callsBetween(name, service, isFailed)
      : callsBetween(service, name, isFailed);
  return [
    {
      key: 'name',
      title: side === 'callers' ? 'Caller' : 'Callee',
      cell: ({ node }) =>
        node.type === 'service' ? (
          <ServiceLink name={node.name} />
        ) : (
          <span>
            {node.name} <span className="muted">{node.system ?? node.type}</span>
          </span>
        ),
    },
    {
      key: 'rate',
      title: 'Calls',
      about: 'Calls per second; opens their traces',
      isNumber: true,
      cell: ({ node, edge }) =>
        node.type === 'service' ? (
          <Link to="/" search={exploreFor(range, queryOf(node))}>
            <Rate perSecond={edge.callsPerSecond} />
            <HiddenText>{` calls ${side === 'callers' ? 'from' : 'to'} ${node.name}, traces`}</HiddenText>
          </Link>
        ) : (
          <Rate perSecond={edge.callsPerSecond} />
        ),
    },
    {
      key: 'errors',
      title: 'Errors',
      isNumber: true,
      cell: ({ node, edge }) => <FailedCalls {...{ node, edge, range }} q={queryOf(node, true)} />,
    },
    {
      key: 'p95',
      title: 'p95',
      isNumber: true,
      cell: ({ edge }) => <Duration ns={edge.p95Nano} />,
    },
  ];
}

interface FailedCallsProps extends Neighbour {
  readonly range: ReturnType<typeof rangeOf>;
  readonly q: string;
}

/** Spans of a database or a queue have no name of their own by which they could be found. */
function FailedCalls({ node, edge, range, q }: FailedCallsProps) {
  const errorShare = edge.calls === 0 ? undefined : edge.errors / edge.calls;
  return node.type === 'service' ? (
    <FailedShare errorShare={errorShare} of={`calls with ${node.name}`} range={range} q={q} />
  ) : (
    <ErrorShare errorShare={errorShare} />
  );
}
