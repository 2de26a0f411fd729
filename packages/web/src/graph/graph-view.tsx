// A graph to look at: boxes and arrows that can be moved, zoomed and walked by the arrow keys, and the same
// as a list. Used for one trace and for the map of all services; what is in the boxes is up to the page.

import { type ReactNode, useEffect, useState } from 'react';
import './graph.css';
import { ErrorMessage, LoadingText } from '../widgets/message.tsx';
import { Segments } from '../widgets/segments.tsx';
import { GraphList } from './graph-list.tsx';
import type { Graph, GraphEdge } from './graph-model.ts';
import { GraphPicture } from './graph-picture.tsx';
import { useGraphLayout } from './use-graph-layout.ts';

export type GraphForm = 'picture' | 'list';

export interface GraphViewProps {
  readonly graph: Graph;
  /** What it shows, for readers of the screen: "Services of this trace". */
  readonly label: string;
  readonly form: GraphForm;
  readonly onForm: (form: GraphForm) => void;
  readonly selectedId: string | undefined;
  /** undefined: a click beside all boxes. */
  readonly onSelect: (id: string | undefined) => void;
  /** Double click, or Enter on the box that is selected. */
  readonly onOpen?: (id: string) => void;
  readonly onSelectEdge?: (edge: GraphEdge) => void;
  /** Beside the buttons of the graph: what the page can choose. */
  readonly children?: ReactNode;
}

const FORMS = [
  ['picture', 'Picture'],
  ['list', 'List'],
] as const;

export function GraphView(props: GraphViewProps) {
  const { graph, label, form, onForm, children } = props;
  return (
    <section className="graph" aria-label={label} data-testid="graph">
      <div className="graph-bar">
        {children}
        <div className="graph-form">
          <Segments label="Form" options={FORMS} value={form} onChange={onForm} />
        </div>
      </div>
      {form === 'list' ? (
        <GraphList {...props} />
      ) : graph.nodes.length === 0 ? (
        <p className="graph-note muted">There is nothing to draw.</p>
      ) : (
        <PlacedGraph {...props} />
      )}
    </section>
  );
}

function PlacedGraph(props: GraphViewProps) {
  const [attempt, setAttempt] = useState(0);
  return <Placing key={attempt} {...props} onRetry={() => setAttempt(attempt + 1)} />;
}

function Placing(props: GraphViewProps & { readonly onRetry: () => void }) {
  const layout = useGraphLayout(props.graph);
  const { graph } = props;
  // A graph that changes a little keeps its picture until the next one is placed.
  const [shown, setShown] = useState<typeof layout & { readonly graph: Graph }>();
  useEffect(() => {
    if (layout.state === 'placed') setShown({ ...layout, graph });
  }, [layout, graph]);
  if (layout.state === 'failed') {
    return (
      <ErrorMessage
        title="The graph could not be laid out"
        error={layout.error}
        onRetry={props.onRetry}
      />
    );
  }
  const current = layout.state === 'placed' ? { ...layout, graph } : shown;
  if (current?.state !== 'placed') {
    return (
      <div className="graph-note">
        <LoadingText>Laying out {graph.nodes.length} boxes…</LoadingText>
      </div>
    );
  }
  return <GraphPicture {...props} graph={current.graph} layout={current.layout} />;
}
