import { describe, expect, it } from 'vitest';
import { readFilters, setDuration, setFilter } from './read-filters.ts';

describe('the filters of a query', () => {
  it('are those that have a control; the rest are chips', () => {
    const text =
      '{ resource.service.name = "cart" && name = "GET /" && status = error && duration >= 1s && ' +
      'traceDuration < 5s && span.http.route =~ "/c.*" && (.a || .b) && status = ok }';
    expect(readFilters(text)).toMatchObject({
      service: 'cart',
      operation: 'GET /',
      status: 'error',
      duration: { minNs: 1_000_000_000n },
      traceDuration: { maxNs: 5_000_000_000n },
      chips: [
        { text: 'span.http.route =~ "/c.*"' },
        { text: '.a || .b' },
        // The control shows the first; both must hold.
        { text: 'status = ok' },
      ],
      isPart: false,
    });
  });

  it('show a part of a longer query, and nothing of a text that is none', () => {
    const longer = readFilters('{ .service.name = "cart" } >> { status = error }');
    expect(longer).toMatchObject({ service: 'cart', status: undefined, isPart: true });
    expect(readFilters('{ duration >')).toBeUndefined();
    expect(readFilters('by(.a)')).toBeUndefined();
  });
});

describe('a filter that is changed', () => {
  const service = 'resource.service.name' as const;

  it.each([
    ['', 'cart', '{ resource.service.name = "cart" }'],
    ['{ .service.name = "a" && .b = 1 }', 'cart', '{ resource.service.name = "cart" && .b = 1 }'],
    ['{ resource.service.name = "a" }', undefined, ''],
    [
      '{ resource.service.name != "a" }',
      'b',
      '{ resource.service.name != "a" && resource.service.name = "b" }',
    ],
    ['{ duration >', 'cart', '{ duration >'],
  ])('%s with %s', (text, value, expected) => {
    expect(setFilter(text, service, value)).toBe(expected);
  });

  it('keeps what stands beside its braces', () => {
    const text = '{ status = ok } // why\n| select(.a)';
    expect(setFilter(text, 'status', 'error')).toBe('{ status = error } // why\n| select(.a)');
  });

  it('replaces both bounds of a duration, and leaves the other duration alone', () => {
    const text = '{ duration > 1s && traceDuration > 2s && duration <= 9s }';
    expect(setDuration(text, 'duration', { maxNs: 500_000_000n })).toBe(
      '{ duration <= 500ms && traceDuration > 2s }',
    );
    expect(setDuration(text, 'duration', {})).toBe('{ traceDuration > 2s }');
  });
});
