import { describe, expect, it } from 'vitest';
import { callsBetween, exploreFor, spansOf, tracesWithFinding } from './traceql-of.ts';

describe('the query behind a number', () => {
  it('asks for the spans of a service', () => {
    expect(spansOf({ service: 'cart' })).toBe('{ resource.service.name = "cart" }');
    expect(spansOf({ service: 'cart', basis: 'requests', isFailed: true })).toBe(
      '{ resource.service.name = "cart" && (kind = server || kind = consumer) && status = error }',
    );
    expect(spansOf({ service: 'cart', basis: 'spans', minDurationNs: 1_234_567 })).toBe(
      '{ resource.service.name = "cart" && duration >= 1234us }',
    );
    expect(spansOf({ service: 'cart', operation: 'a "b"', kind: 'client' })).toBe(
      '{ resource.service.name = "cart" && kind = client && name = "a \\"b\\"" }',
    );
    expect(spansOf({ service: 'cart', kind: 'unspecified', version: '1.2' })).toBe(
      '{ resource.service.name = "cart" && resource.service.version = "1.2" }',
    );
  });

  it('finds services without a name by the name that stands for them', () => {
    expect(spansOf({ service: 'unknown_service' })).toBe(
      '{ (resource.service.name = "unknown_service" || !(resource.service.name != "")) }',
    );
  });

  it('asks for calls, and for findings', () => {
    expect(callsBetween('web', 'cart')).toBe(
      '{ resource.service.name = "web" } > { resource.service.name = "cart" }',
    );
    expect(callsBetween('web', 'cart', true)).toBe(
      '{ resource.service.name = "web" } > { resource.service.name = "cart" && status = error }',
    );
    expect(tracesWithFinding('long-gap', 'cart', 'GET /')).toBe(
      '{ finding = "long-gap" && resource.service.name = "cart" && name = "GET /" }',
    );
  });

  it('leads to Explore with the range of the page', () => {
    expect(exploreFor({ start: 'now-6h' }, '{ }', 'duration')).toEqual({
      start: 'now-6h',
      q: '{ }',
      order: 'duration',
    });
  });
});
