// The API's dependencies as a graph to draw: what is near the service in focus, with rates, errors and durations.

import { neighbourhood } from '@throughline/analysis/graph/neighbourhood';
import type {
  DependenciesAnswer,
  DependencyEdge,
  DependencyNode,
} from '@throughline/model/api/dependencies';
import { formatCount, formatRate, formatShare } from '../../base/format-count.ts';
import { formatDuration } from '../../base/format-duration.ts';
import type { Hues } from '../../base/service-hue.ts';
import type { Graph, GraphEdge, GraphFigure, NodeShape } from '../../graph/graph-model.ts';

/** From so many failed calls in a hundred a box or arrow is drawn as failing; below, the figure says it. */
export const FAILING_SHARE = 0.01;

/** "3.08 s · 13 %": the longer of the two lines at an arrow. */
const LABEL_ROOM = 100;

/** With more, labels cover each other: then only those of the selected box are drawn. */
export const MAX_LABELS = 40;

export interface MapView {
  readonly service: string | undefined;
  readonly select: string | undefined;
  readonly depth: number;
  readonly find: string;
  readonly hues: Hues;
}

const SHAPES: Readonly<Record<DependencyNode['type'], NodeShape>> = {
  service: 'service',
  database: 'database',
  queue: 'queue',
  external: 'outside',
};

const CONTEXTS: Readonly<Record<DependencyNode['type'], string | undefined>> = {
  service: undefined,
  database: 'database',
  queue: 'queue',
  external: 'outside',
};

export function idOfService(name: string): string {
  return `service:${name}`;
}

export function toGraph(answer: DependenciesAnswer, view: MapView): Graph {
  const { service, depth } = view;
  const near =
    service === undefined ? undefined : neighbourhood(answer.edges, idOfService(service), depth);
  const isNear = (id: string): boolean => near === undefined || near.has(id);
  const nodes = answer.nodes.filter(({ id }) => isNear(id));
  const ids = new Set(nodes.map(({ id }) => id));
  const edges = answer.edges.filter(({ from, to }) => ids.has(from) && ids.has(to));
  const isCrowded = edges.length > MAX_LABELS;
  const isLabelled = (edge: DependencyEdge): boolean =>
    !isCrowded || edge.from === view.select || edge.to === view.select;
  const mostOfNode = Math.max(1, ...nodes.map(({ calls }) => calls));
  const mostOfEdge = Math.max(1, ...edges.map(({ calls }) => calls));
  return {
    ...(isCrowded ? {} : { labelRoom: LABEL_ROOM }),
    nodes: nodes.map((node) => ({
      id: node.id,
      label: node.name,
      ...contextOf(node),
      shape: SHAPES[node.type],
      ...hueOf(node, view.hues),
      figures: figuresOf(node),
      share: node.calls / mostOfNode,
      hasErrors: isFailing(node),
      isMatch: isFound(node, view.find),
    })),
    edges: edges.map((edge) => ({
      from: edge.from,
      to: edge.to,
      ...(isLabelled(edge) ? labelsOf(edge) : {}),
      figures: figuresOf(edge),
      weight: Math.sqrt(edge.calls / mostOfEdge),
      hasErrors: isFailing(edge),
    })),
  };
}

function contextOf({ type, name, system }: DependencyNode) {
  const context = system === name ? CONTEXTS[type] : (system ?? CONTEXTS[type]);
  return context === undefined ? {} : { context };
}

function hueOf({ type, name }: DependencyNode, hues: Hues) {
  const hue = type === 'service' ? hues.get(name) : undefined;
  return hue === undefined ? {} : { hue };
}

type Figures = Pick<
  DependencyEdge,
  'calls' | 'errors' | 'callsPerSecond' | 'p50Nano' | 'p95Nano' | 'p99Nano'
>;

export function isFailing({ calls, errors }: Figures): boolean {
  return errors > 0 && errors >= calls * FAILING_SHARE;
}

/** The first two stand in a box: how often, and how long or, when calls fail, how many. */
export function figuresOf(item: Figures): readonly GraphFigure[] {
  if (item.calls === 0) return [{ name: 'Rate', text: 'calls only' }];
  return [
    { name: 'Rate', text: formatRate(item.callsPerSecond) },
    ...(isFailing(item) ? [errorsOf(item)] : []),
    { name: 'p95', text: formatDuration(item.p95Nano) },
    ...(isFailing(item) ? [] : [errorsOf(item)]),
    { name: 'p50', text: formatDuration(item.p50Nano) },
    { name: 'p99', text: formatDuration(item.p99Nano) },
    { name: 'Calls', text: formatCount(item.calls) },
  ];
}

function errorsOf(item: Figures): GraphFigure {
  const text = formatShare(item.calls === 0 ? 0 : item.errors / item.calls);
  return { name: 'Errors', text, isError: isFailing(item) };
}

function labelsOf(edge: Figures): Pick<GraphEdge, 'label' | 'labelBelow'> {
  const p95 = formatDuration(edge.p95Nano);
  const labelBelow = isFailing(edge) ? `${p95} · ${formatShare(edge.errors / edge.calls)}` : p95;
  return { label: formatRate(edge.callsPerSecond), labelBelow };
}

export function isFound({ name, system }: DependencyNode, find: string): boolean {
  const wanted = find.trim().toLowerCase();
  if (wanted === '') return false;
  return `${name} ${system ?? ''}`.toLowerCase().includes(wanted);
}
