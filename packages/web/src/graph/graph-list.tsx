// A graph as a table, for those who read it, search it or use no pointer: every box with its figures, and
// below it where its arrows lead.

import { Fragment, useMemo } from 'react';
import { formatQuantity } from '../base/format-count.ts';
import { ErrorIcon } from '../widgets/icons.tsx';
import { ServiceDot } from '../widgets/service-dot.tsx';
import {
  edgeId,
  type Graph,
  type GraphEdge,
  type GraphFigure,
  type GraphNode,
} from './graph-model.ts';
import type { GraphViewProps } from './graph-view.tsx';

export function GraphList({ graph, label, selectedId, onSelect, onSelectEdge }: GraphViewProps) {
  const columns = useMemo(() => namesOfFigures(graph), [graph]);
  const edgesOf = useMemo(() => groupByStart(graph.edges), [graph]);
  const nodeOf = useMemo(() => new Map(graph.nodes.map((node) => [node.id, node])), [graph]);
  return (
    // The table scrolls by itself, and whoever has no pointer must be able to.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className="graph-list" tabIndex={0} aria-label={`${label}, as a list`}>
      <table className="plain-table">
        <caption className="visually-hidden">
          {`${label}: ${formatQuantity(graph.nodes.length, 'box', 'boxes')}, ${formatQuantity(graph.edges.length, 'arrow')}`}
        </caption>
        <thead>
          <tr>
            <th scope="col">Name</th>
            {columns.map((column) => (
              <th key={column} scope="col" className="number">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {graph.nodes.map((node) => (
            <Fragment key={node.id}>
              <tr data-selected={node.id === selectedId || undefined}>
                <th scope="row">
                  <button type="button" className="link-button" onClick={() => onSelect(node.id)}>
                    <NodeName node={node} />
                  </button>
                </th>
                <Figures columns={columns} figures={node.figures} />
              </tr>
              {edgesOf.get(node.id)?.map((edge) => (
                <tr key={edgeId(edge)} className="graph-list-edge">
                  <th scope="row">
                    <EdgeName edge={edge} to={nodeOf.get(edge.to)} onSelect={onSelectEdge} />
                  </th>
                  <Figures columns={columns} figures={edge.figures} />
                </tr>
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function groupByStart(edges: readonly GraphEdge[]): ReadonlyMap<string, readonly GraphEdge[]> {
  const groups = new Map<string, GraphEdge[]>();
  for (const edge of edges) {
    const group = groups.get(edge.from);
    if (group === undefined) groups.set(edge.from, [edge]);
    else group.push(edge);
  }
  return groups;
}

function namesOfFigures({ nodes, edges }: Graph): readonly string[] {
  const all = [...nodes, ...edges].flatMap(({ figures }) => figures.map(({ name }) => name));
  return [...new Set(all)];
}

function NodeName({ node }: { readonly node: GraphNode }) {
  return (
    <>
      {node.hue !== undefined && <ServiceDot hue={node.hue} />}
      {node.context !== undefined && <span className="muted">{node.context}</span>}
      <span>{node.label}</span>
      {node.hasErrors === true && <ErrorIcon />}
    </>
  );
}

interface EdgeNameProps {
  readonly edge: GraphEdge;
  readonly to: GraphNode | undefined;
  readonly onSelect: ((edge: GraphEdge) => void) | undefined;
}

function EdgeName({ edge, to, onSelect }: EdgeNameProps) {
  const name = (
    <>
      <span className="muted">{edge.isDashed === true ? 'probably to' : 'to'}</span>
      {to !== undefined && <NodeName node={to} />}
    </>
  );
  if (onSelect === undefined) return <span className="graph-list-to">{name}</span>;
  return (
    <button type="button" className="link-button graph-list-to" onClick={() => onSelect(edge)}>
      {name}
    </button>
  );
}

interface FiguresProps {
  readonly columns: readonly string[];
  readonly figures: readonly GraphFigure[];
}

function Figures({ columns, figures }: FiguresProps) {
  return columns.map((column) => {
    const figure = figures.find(({ name }) => name === column);
    return (
      <td key={column} className="number">
        <span className={figure?.isError === true ? 'error-count' : undefined}>
          {figure?.text ?? ''}
        </span>
      </td>
    );
  });
}
