// Asks a worker to place a graph. A graph whose outline is the same keeps its places, whatever its figures
// are; one that has changed ends the work on the one before.

import { useEffect, useMemo, useState } from 'react';
import type { Graph, GraphLayout } from './graph-model.ts';
import type { GraphOutline } from './place-graph.ts';

export type LayoutState =
  | { readonly state: 'placing' }
  | { readonly state: 'placed'; readonly layout: GraphLayout }
  | { readonly state: 'failed'; readonly error: Error };

interface Outcome {
  readonly outlineText: string;
  readonly result: LayoutState;
}

export function useGraphLayout(graph: Graph): LayoutState {
  const outlineText = useMemo(() => JSON.stringify(outlineOf(graph)), [graph]);
  const [outcome, setOutcome] = useState<Outcome>();
  useEffect(() => {
    const worker = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' });
    const finish = (result: LayoutState): void => {
      setOutcome({ outlineText, result });
      worker.terminate();
    };
    worker.onmessage = (event: MessageEvent<GraphLayout>) =>
      finish({ state: 'placed', layout: event.data });
    worker.onerror = (event) =>
      finish({ state: 'failed', error: new Error(event.message || 'The worker did not start.') });
    worker.postMessage(JSON.parse(outlineText));
    return () => worker.terminate();
  }, [outlineText]);
  return outcome?.outlineText === outlineText ? outcome.result : { state: 'placing' };
}

/** Names matter to nobody there, but tell two graphs of one shape apart here. */
function outlineOf({
  nodes,
  edges,
  labelRoom,
}: Graph): GraphOutline & { readonly ids: readonly string[] } {
  const indexOf = new Map(nodes.map(({ id }, at) => [id, at]));
  return {
    nodeCount: nodes.length,
    ...(labelRoom === undefined ? {} : { labelRoom }),
    edges: edges.map(({ from, to }) => [indexOf.get(from) ?? 0, indexOf.get(to) ?? 0]),
    ids: nodes.map(({ id }) => id),
  };
}
