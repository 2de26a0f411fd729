import { describe, expect, it } from 'vitest';
import { makeTrace } from './trace-fixture.ts';
import { buildTraceGraph, largestPart } from './trace-graph.ts';
import { rowsInScope } from './trace-scope.ts';

/** web → cart (twice, one fails) → db; web works on by itself. */
const trace = makeTrace([
  { service: 'web', name: 'GET /', startNs: 0, durationNs: 100 },
  { parent: 0, service: 'web', name: 'render', startNs: 0, durationNs: 10 },
  { parent: 0, service: 'cart', name: 'get', startNs: 10, durationNs: 30 },
  { parent: 2, service: 'db', name: 'SELECT', startNs: 15, durationNs: 20 },
  { parent: 0, service: 'cart', name: 'get', startNs: 50, durationNs: 40, isError: true },
]);
const WHOLE = { fromNs: 0, toNs: 100 };
const all = rowsInScope(trace, WHOLE, undefined);

describe('rowsInScope', () => {
  it('has what runs within the window, and only of the subtree in focus', () => {
    expect([...all]).toEqual([0, 1, 2, 3, 4]);
    expect([...rowsInScope(trace, { fromNs: 20, toNs: 45 }, undefined)]).toEqual([0, 2, 3]);
    expect([...rowsInScope(trace, WHOLE, 2)]).toEqual([2, 3]);
  });
});

describe('buildTraceGraph', () => {
  it('has services with what calls to them took, and what they did themselves', () => {
    const { nodes, edges } = buildTraceGraph(trace, all, 'services');
    expect(
      nodes.map(({ service, ...rest }) => ({ ...rest, service: trace.services[service] })),
    ).toEqual([
      {
        service: 'web',
        name: undefined,
        spans: 2,
        errors: 0,
        totalNs: 100,
        selfNs: 30,
        worstRow: 0,
      },
      {
        service: 'cart',
        name: undefined,
        spans: 2,
        errors: 1,
        totalNs: 70,
        selfNs: 50,
        worstRow: 4,
      },
      { service: 'db', name: undefined, spans: 1, errors: 0, totalNs: 20, selfNs: 20, worstRow: 3 },
    ]);
    expect(edges).toEqual([
      { from: 0, to: 1, calls: 2, errors: 1, totalNs: 70, worstRow: 4 },
      { from: 1, to: 2, calls: 1, errors: 0, totalNs: 20, worstRow: 3 },
    ]);
  });

  it('has operations, and no arrow from what is not taken', () => {
    const rows = rowsInScope(trace, WHOLE, 2);
    const { nodes, edges, nodeOf } = buildTraceGraph(trace, rows, 'operations');
    expect(nodes.map(({ name }) => trace.names[name ?? 0])).toEqual(['get', 'SELECT']);
    expect(edges).toHaveLength(1);
    expect([...nodeOf]).toEqual([-1, -1, 0, 1, -1]);
  });

  it('draws what failed before what took long', () => {
    const graph = buildTraceGraph(trace, all, 'services');
    expect([...largestPart(graph, 2)]).toEqual([1, 0]);
  });
});
