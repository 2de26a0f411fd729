import type { DependenciesAnswer } from '@throughline/model/api/dependencies';
import { describe, expect, it } from 'vitest';
import { MAX_LABELS, toGraph } from './to-graph.ts';

const FIGURES = { callsPerSecond: 2, p50Nano: 1e6, p95Nano: 5e6, p99Nano: 9e6 };

const node = (type: 'service' | 'database', name: string, calls: number, errors = 0) => ({
  id: `${type}:${name}`,
  ...{ type, name, calls, errors, ...FIGURES },
  ...(type === 'database' ? { system: 'mysql' } : {}),
});
const edge = (from: string, to: string, calls: number, errors = 0) => ({
  ...{ from, to, calls, errors, ...FIGURES },
});

const ANSWER: DependenciesAnswer = {
  startTimeUnixNano: '0',
  endTimeUnixNano: '1',
  nodes: [
    node('service', 'cart', 100, 5),
    node('service', 'shop', 25),
    node('database', 'carts', 400, 1),
    node('service', 'cron', 0),
  ],
  edges: [
    edge('service:shop', 'service:cart', 100, 5),
    edge('service:cart', 'database:carts', 400, 1),
  ],
  sample: { isExact: true, share: 1, isWeighted: false },
  omittedEdges: 0,
};

const VIEW = {
  service: undefined,
  select: undefined,
  depth: 1,
  find: '',
  hues: new Map([['cart', 4]]),
};

describe('the graph of the map', () => {
  it('has shapes, hues, and figures with errors first where calls fail', () => {
    const { nodes, edges } = toGraph(ANSWER, VIEW);
    expect(nodes.map(({ shape, context, hue }) => [shape, context, hue])).toEqual([
      ['service', undefined, 4],
      ['service', undefined, undefined],
      ['database', 'mysql', undefined],
      ['service', undefined, undefined],
    ]);
    expect(nodes[0]?.figures.slice(0, 2)).toEqual([
      { name: 'Rate', text: '2/s' },
      { name: 'Errors', text: '5.0 %', isError: true },
    ]);
    // One call in four hundred is a figure, and no alarm.
    expect(nodes[2]).toMatchObject({ hasErrors: false });
    expect(edges.map(({ label, labelBelow }) => [label, labelBelow])).toEqual([
      ['2/s', '5.00 ms · 5.0 %'],
      ['2/s', '5.00 ms'],
    ]);
    expect(edges.map(({ weight }) => weight)).toEqual([0.5, 1]);
  });

  it('is what is near the service in focus', () => {
    const near = toGraph(ANSWER, { ...VIEW, service: 'shop' });
    expect(near.nodes.map(({ label }) => label)).toEqual(['cart', 'shop']);
    expect(near.edges).toHaveLength(1);
    expect(toGraph(ANSWER, { ...VIEW, service: 'shop', depth: 2 }).nodes).toHaveLength(3);
  });

  it('labels only what touches the selected box where there are many connections', () => {
    const many = Array.from({ length: MAX_LABELS + 1 }, (_, at) => node('service', `s${at}`, 1));
    const edges = many.map(({ id }) => edge('service:shop', id, 1));
    const answer = { ...ANSWER, nodes: [...ANSWER.nodes, ...many], edges };
    const labelled = (select: string | undefined) =>
      toGraph(answer, { ...VIEW, select }).edges.filter(({ label }) => label !== undefined).length;
    expect(labelled(undefined)).toBe(0);
    expect(labelled('service:s3')).toBe(1);
    expect(labelled('service:shop')).toBe(MAX_LABELS + 1);
  });

  it('marks what is searched for, also by its system', () => {
    const found = (find: string) =>
      toGraph(ANSWER, { ...VIEW, find }).nodes.flatMap(({ label, isMatch }) =>
        isMatch === true ? [label] : [],
      );
    expect(found('CART')).toEqual(['cart', 'carts']);
    expect(found('mysql')).toEqual(['carts']);
    expect(found(' ')).toEqual([]);
  });
});
