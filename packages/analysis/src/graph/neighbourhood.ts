// What is within some steps of one node of a directed graph, along its edges and against them. Not across: what
// else is called by a caller's caller is no neighbour, unless it is on a way through the node.

export interface DirectedEdge {
  readonly from: string;
  readonly to: string;
}

/** Nodes that reach `id`, or that it reaches, within `depth` edges; with `id` itself. */
export function neighbourhood(
  edges: readonly DirectedEdge[],
  id: string,
  depth: number,
): ReadonlySet<string> {
  const forward = new Map<string, string[]>();
  const backward = new Map<string, string[]>();
  for (const { from, to } of edges) {
    push(forward, from, to);
    push(backward, to, from);
  }
  return new Set([...within(forward, id, depth), ...within(backward, id, depth)]);
}

function push(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function within(
  next: ReadonlyMap<string, readonly string[]>,
  id: string,
  depth: number,
): ReadonlySet<string> {
  const found = new Set([id]);
  let border = [id];
  for (let step = 0; step < depth && border.length > 0; step++) {
    const beyond: string[] = [];
    for (const node of border) {
      for (const neighbour of next.get(node) ?? []) {
        if (found.has(neighbour)) continue;
        found.add(neighbour);
        beyond.push(neighbour);
      }
    }
    border = beyond;
  }
  return found;
}
