// The trace as a graph of its services or operations: who called whom, how often, for how long.

import { useMemo } from 'react';
import { formatCount, formatQuantity } from '../../../base/format-count.ts';
import { buildTraceGraph, type GraphLevel } from '../../../data/trace-graph.ts';
import { rowsInScope } from '../../../data/trace-scope.ts';
import { edgeId, type GraphEdge } from '../../../graph/graph-model.ts';
import { type GraphForm, GraphView } from '../../../graph/graph-view.tsx';
import { Segments } from '../../../widgets/segments.tsx';
import { useTracePage } from '../trace-context.ts';
import { useMatches } from '../use-matches.ts';
import { idOf, MAX_DRAWN_NODES, toGraph } from './to-graph.ts';

const LEVELS = [
  ['services', 'Services'],
  ['operations', 'Operations'],
] as const;

export function GraphTab() {
  const { trace, view, hues } = useTracePage();
  const { window, focusRow, selectedRow } = view;
  const isMatch = useMatches();
  const level: GraphLevel = view.options.graph === 'operations' ? 'operations' : 'services';
  const form: GraphForm = view.options.form === 'list' ? 'list' : 'picture';
  const traceGraph = useMemo(
    () => buildTraceGraph(trace, rowsInScope(trace, window, focusRow), level),
    [trace, window, focusRow, level],
  );
  const { graph, leftOut } = useMemo(
    () =>
      toGraph(trace, traceGraph, {
        hues,
        isMatch,
        maxNodes: form === 'list' ? traceGraph.nodes.length : MAX_DRAWN_NODES,
      }),
    [trace, traceGraph, hues, form, isMatch],
  );
  const nodeById = useMemo(
    () => new Map(traceGraph.nodes.map((node) => [idOf(trace, node.service, node.name), node])),
    [trace, traceGraph],
  );
  const edgeById = useMemo(
    () =>
      new Map(
        traceGraph.edges.map((edge) => {
          const [from, to] = [traceGraph.nodes[edge.from], traceGraph.nodes[edge.to]];
          const ids = [from, to].map((node) => idOf(trace, node?.service ?? 0, node?.name));
          return [edgeId({ from: ids[0] ?? '', to: ids[1] ?? '' }), edge];
        }),
      ),
    [trace, traceGraph],
  );
  const selected =
    selectedRow === undefined ? undefined : traceGraph.nodes[traceGraph.nodeOf[selectedRow] ?? -1];
  const selectEdge = (edge: GraphEdge): void => view.select(edgeById.get(edgeId(edge))?.worstRow);
  return (
    <GraphView
      graph={graph}
      label={level === 'services' ? 'Services of this trace' : 'Operations of this trace'}
      form={form}
      onForm={(next) => view.setOption('form', next === 'list' ? 'list' : undefined)}
      selectedId={selected === undefined ? undefined : idOf(trace, selected.service, selected.name)}
      onSelect={(id) => view.select(id === undefined ? undefined : nodeById.get(id)?.worstRow)}
      onOpen={(id) => {
        const row = nodeById.get(id)?.worstRow;
        if (row !== undefined) view.zoomToRow(row);
      }}
      onSelectEdge={selectEdge}
    >
      <Segments
        label="Boxes are"
        options={LEVELS}
        value={level}
        onChange={(next) => view.setOption('graph', next === 'operations' ? next : undefined)}
      />
      <p className="muted view-said">
        {formatQuantity(traceGraph.nodes.length, level === 'services' ? 'service' : 'operation')},{' '}
        {formatQuantity(traceGraph.edges.length, 'connection')}
        {leftOut > 0 &&
          `; the ${formatCount(MAX_DRAWN_NODES)} with errors or most self time are drawn, ${formatCount(leftOut)} more are in the list`}
      </p>
    </GraphView>
  );
}
