import type { ServiceMap } from '@throughline/storage/contract/service-map';
import { describe, expect, it } from 'vitest';
import { dependenciesAnswer, parseDependencies } from './dependencies-answer.ts';

const NOW = 1_769_860_800_000_000_000n;
const SECOND = 1_000_000_000n;
const FIGURES = { calls: 30, errors: 3, p50Ns: 1, p95Ns: 2, p99Ns: 3 };

const service = (name: string) => ({ type: 'service' as const, name });
const orders = { type: 'database' as const, name: 'orders' };
const MAP: ServiceMap = {
  nodes: [service('shop'), service('cart'), { ...orders, system: 'mysql' }].map((node) => ({
    ...node,
    ...FIGURES,
  })),
  edges: [
    { from: service('shop'), to: service('cart'), ...FIGURES },
    { from: service('cart'), to: orders, ...FIGURES },
  ],
  share: 0.25,
  isWeighted: false,
  omittedEdges: 7,
};

describe('dependencies', () => {
  it('are of the last hour unless told otherwise', () => {
    expect(parseDependencies({}, NOW)).toEqual({ startNs: NOW - 3600n * SECOND, endNs: NOW });
    expect(() => parseDependencies({ start: 'now' }, NOW)).toThrow('before end, which is now');
    expect(() => parseDependencies({ depth: 2 }, NOW)).toThrow('together with service');
  });

  it('have ids, rates over the range, and say what they are a sample of', () => {
    const answer = dependenciesAnswer({}, { startNs: NOW - 60n * SECOND, endNs: NOW }, MAP);
    expect(answer.edges.map(({ from, to }) => `${from} > ${to}`)).toEqual([
      'service:shop > service:cart',
      'service:cart > database:orders',
    ]);
    expect(answer.nodes[2]).toMatchObject({ system: 'mysql', callsPerSecond: 0.5, p99Nano: 3 });
    expect(answer.sample).toEqual({ isExact: false, share: 0.25, isWeighted: false });
    expect(answer.omittedEdges).toBe(7);
  });

  it('can be those around a service', () => {
    const asked = { service: 'shop' };
    const range = { startNs: 0n, endNs: NOW };
    const near = dependenciesAnswer(asked, range, MAP);
    expect(near.nodes.map(({ id }) => id)).toEqual(['service:shop', 'service:cart']);
    expect(near.edges).toHaveLength(1);
    expect(dependenciesAnswer({ ...asked, depth: 2 }, range, MAP).edges).toHaveLength(2);
  });
});
