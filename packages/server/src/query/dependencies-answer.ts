// GET /api/v1/dependencies: the parameters as a question to the store, and the store's map as the answer.

import { neighbourhood } from '@throughline/analysis/graph/neighbourhood';
import type { DependenciesAnswer, DependenciesQuery } from '@throughline/model/api/dependencies';
import type { CallFigures, Peer, ServiceMap } from '@throughline/storage/contract/service-map';
import type { TimeRange } from '@throughline/storage/contract/traceql-store';
import { parseClosedRange } from './parse-range.ts';
import { refuseParameter } from './refuse-parameter.ts';

const NS_PER_SECOND = 1e9;

export function parseDependencies(
  parameters: DependenciesQuery,
  nowNs: bigint,
): Required<TimeRange> {
  if (parameters.depth !== undefined && parameters.service === undefined) {
    refuseParameter('depth', String(parameters.depth), 'said together with service');
  }
  return parseClosedRange(parameters, nowNs);
}

export function dependenciesAnswer(
  { service, depth = 1 }: DependenciesQuery,
  { startNs, endNs }: Required<TimeRange>,
  map: ServiceMap,
): DependenciesAnswer {
  const seconds = Number(endNs - startNs) / NS_PER_SECOND;
  const nodes = map.nodes.map((node) => ({
    id: idOf(node),
    type: node.type,
    name: node.name,
    ...(node.system === undefined ? {} : { system: node.system }),
    ...figuresOf(node, seconds),
  }));
  const edges = map.edges.map((edge) => ({
    from: idOf(edge.from),
    to: idOf(edge.to),
    ...figuresOf(edge, seconds),
  }));
  const near =
    service === undefined
      ? undefined
      : neighbourhood(edges, idOf({ type: 'service', name: service }), depth);
  const isNear = (id: string) => near === undefined || near.has(id);
  return {
    startTimeUnixNano: String(startNs),
    endTimeUnixNano: String(endNs),
    nodes: nodes.filter(({ id }) => isNear(id)),
    edges: edges.filter(({ from, to }) => isNear(from) && isNear(to)),
    sample: { isExact: map.share === 1, share: map.share, isWeighted: map.isWeighted },
    omittedEdges: map.omittedEdges,
  };
}

function idOf({ type, name }: Peer): string {
  return `${type}:${name}`;
}

function figuresOf({ calls, errors, p50Ns, p95Ns, p99Ns }: CallFigures, seconds: number) {
  return {
    calls,
    errors,
    callsPerSecond: calls / seconds,
    p50Nano: p50Ns,
    p95Nano: p95Ns,
    p99Nano: p99Ns,
  };
}
