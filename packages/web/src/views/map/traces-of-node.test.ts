import type { DependencyNode } from '@throughline/model/api/dependencies';
import { expect, it } from 'vitest';
import { tracesOfNode } from './traces-of-node.ts';

function node(type: DependencyNode['type'], name: string): DependencyNode {
  return {
    ...{ id: `${type}:${name}`, type, name, calls: 1, errors: 0, callsPerSecond: 1 },
    ...{ p50Nano: 1, p95Nano: 1, p99Nano: 1 },
  };
}

it('finds services by their name, also those that have none', () => {
  expect(tracesOfNode(node('service', 'cart'), true)).toBe(
    '{ resource.service.name = "cart" && status = error }',
  );
  expect(tracesOfNode(node('service', 'unknown_service'), false)).toBe(
    '{ (resource.service.name = "unknown_service" || !(resource.service.name != "")) }',
  );
});

it('finds what sends no spans by what its callers call it', () => {
  expect(tracesOfNode(node('queue', 'a "b"'), true)).toBe(
    '{ (span.messaging.destination.name = "a \\"b\\"" || span.messaging.destination = "a \\"b\\"") && status = error }',
  );
});
