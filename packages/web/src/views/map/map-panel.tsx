// What the map knows of one node: its figures, who calls it, what it calls, and the ways on from there.

import { Link } from '@tanstack/react-router';
import type {
  DependenciesAnswer,
  DependencyEdge,
  DependencyNode,
} from '@throughline/model/api/dependencies';
import { formatCount, formatRate, formatShare } from '../../base/format-count.ts';
import { formatDuration } from '../../base/format-duration.ts';
import { rangeOf, type TimeRange } from '../../state/time-range.ts';
import { exploreFor } from '../../state/traceql-of.ts';
import { HiddenText } from '../../widgets/hidden-text.tsx';
import { CloseIcon } from '../../widgets/icons.tsx';
import { isFailing } from './to-graph.ts';
import { tracesOfEdge, tracesOfNode } from './traces-of-node.ts';

interface MapPanelProps {
  readonly answer: DependenciesAnswer;
  readonly node: DependencyNode;
  readonly range: TimeRange;
  readonly focus: string | undefined;
  readonly onFocus: (service: string | undefined) => void;
  readonly onSelect: (id: string | undefined) => void;
}

const TYPES: Readonly<Record<DependencyNode['type'], string>> = {
  service: 'Service',
  database: 'Database',
  queue: 'Queue',
  external: 'Outside service',
};

export function MapPanel({ answer, node, range, focus, onFocus, onSelect }: MapPanelProps) {
  const { id, type, name, system } = node;
  const callers = answer.edges.filter(({ to }) => to === id);
  const callees = answer.edges.filter(({ from }) => from === id);
  const isFocus = type === 'service' && focus === name;
  return (
    <aside className="map-panel" aria-label={`${TYPES[type]} ${name}`} data-testid="map-panel">
      <div className="map-panel-head">
        <div>
          <p className="muted">
            {system === undefined ? TYPES[type] : `${TYPES[type]} · ${system}`}
          </p>
          <h2>{name}</h2>
        </div>
        <button
          type="button"
          className="button button-quiet button-icon"
          aria-label="Close"
          title="Close (Esc)"
          onClick={() => onSelect(undefined)}
        >
          <CloseIcon />
        </button>
      </div>
      <Figures node={node} />
      <div className="map-panel-links">
        {type === 'service' && (
          <Link
            to="/services/$service"
            params={{ service: name }}
            search={rangeOf(range)}
            className="button"
          >
            Its page
          </Link>
        )}
        <Link to="/" search={tracesLink(node, range, false)} className="button">
          Its traces
        </Link>
        {node.errors > 0 && (
          <Link to="/" search={tracesLink(node, range, true)} className="button">
            Failed ones
          </Link>
        )}
        {type === 'service' && (
          <button
            type="button"
            className="button"
            onClick={() => onFocus(isFocus ? undefined : name)}
          >
            {isFocus ? 'Show all services' : 'Only around it'}
          </button>
        )}
      </div>
      <Calls title="Called by" edges={callers} end="from" {...{ answer, range, onSelect }} />
      <Calls title="Calls" edges={callees} end="to" {...{ answer, range, onSelect }} />
    </aside>
  );
}

function tracesLink(node: DependencyNode, range: TimeRange, isFailed: boolean) {
  return exploreFor(range, tracesOfNode(node, isFailed));
}

function Figures({ node }: { readonly node: DependencyNode }) {
  if (node.calls === 0) {
    return (
      <p className="muted map-panel-note">Nobody calls it: it has no server or consumer span.</p>
    );
  }
  const errors = `${formatCount(node.errors)} (${formatShare(node.errors / node.calls)})`;
  return (
    <dl className="map-figures">
      <Figure name="Rate" text={formatRate(node.callsPerSecond)} />
      <Figure name="Calls" text={formatCount(node.calls)} />
      <Figure name="Errors" text={errors} isError={isFailing(node)} />
      <Figure name="p50" text={formatDuration(node.p50Nano)} />
      <Figure name="p95" text={formatDuration(node.p95Nano)} />
      <Figure name="p99" text={formatDuration(node.p99Nano)} />
    </dl>
  );
}

interface FigureProps {
  readonly name: string;
  readonly text: string;
  readonly isError?: boolean;
}

function Figure({ name, text, isError = false }: FigureProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd data-error={isError || undefined}>{text}</dd>
    </div>
  );
}

interface CallsProps {
  readonly title: string;
  readonly answer: DependenciesAnswer;
  readonly edges: readonly DependencyEdge[];
  readonly end: 'from' | 'to';
  readonly range: TimeRange;
  readonly onSelect: (id: string) => void;
}

function Calls({ title, answer, edges, end, range, onSelect }: CallsProps) {
  if (edges.length === 0) return null;
  const nodes = new Map(answer.nodes.map((node) => [node.id, node]));
  return (
    <section className="map-calls">
      <h3>
        {title} <span className="muted">{formatCount(edges.length)}</span>
      </h3>
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col" className="number">
              Rate
            </th>
            <th scope="col" className="number">
              Errors
            </th>
            <th scope="col" className="number">
              p95
            </th>
          </tr>
        </thead>
        <tbody>
          {edges.map((edge) => (
            <tr key={edge[end]}>
              <th scope="row">
                <button
                  type="button"
                  className="link-button ellipsis"
                  title={nodes.get(edge[end])?.name}
                  onClick={() => onSelect(edge[end])}
                >
                  {nodes.get(edge[end])?.name ?? edge[end]}
                </button>
              </th>
              <td className="number">
                <TracesOfCalls {...{ edge, nodes, range }}>
                  {formatRate(edge.callsPerSecond)}
                </TracesOfCalls>
              </td>
              <td className="number" data-error={isFailing(edge) || undefined}>
                <TracesOfCalls {...{ edge, nodes, range }} isFailed>
                  {formatShare(edge.errors / Math.max(1, edge.calls))}
                </TracesOfCalls>
              </td>
              <td className="number">{formatDuration(edge.p95Nano)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface TracesOfCallsProps {
  readonly edge: DependencyEdge;
  readonly nodes: ReadonlyMap<string, DependencyNode>;
  readonly range: TimeRange;
  readonly isFailed?: boolean;
  readonly children: string;
}

/** A figure of calls that leads to the traces behind it. */
function TracesOfCalls({ edge, nodes, range, isFailed = false, children }: TracesOfCallsProps) {
  const from = nodes.get(edge.from);
  const to = nodes.get(edge.to);
  const q = from === undefined || to === undefined ? undefined : tracesOfEdge(from, to, isFailed);
  if (q === undefined || (isFailed && edge.errors === 0)) return children;
  return (
    <Link to="/" search={exploreFor(range, q)} title="Open the traces">
      {children}
      <HiddenText>{isFailed ? ' failed, traces' : ' calls, traces'}</HiddenText>
    </Link>
  );
}
