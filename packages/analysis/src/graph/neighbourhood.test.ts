import { expect, it } from 'vitest';
import { neighbourhood } from './neighbourhood.ts';

/** "a>b b>c" */
function edgesOf(text: string) {
  return text.split(' ').map((edge) => {
    const [from = '', to = ''] = edge.split('>');
    return { from, to };
  });
}

const GRAPH = edgesOf('web>shop app>shop shop>cart cart>stock cart>bank bank>cart web>static');

function near(id: string, depth: number): string {
  return [...neighbourhood(GRAPH, id, depth)].sort().join(' ');
}

it('goes along the edges and against them, so many steps', () => {
  expect(near('shop', 1)).toBe('app cart shop web');
  expect(near('shop', 2)).toBe('app bank cart shop stock web');
});

it('does not go across: what a caller calls besides is left out', () => {
  expect(near('shop', 20)).not.toContain('static');
  expect(near('static', 20)).toBe('static web');
});

it('comes to an end in a circle, and knows a node without edges', () => {
  expect(near('bank', 20)).toBe('app bank cart shop stock web');
  expect(near('alone', 3)).toBe('alone');
});
