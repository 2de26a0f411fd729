import { SpanBatch } from '@throughline/model/batch/span-batch';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { describe, expect, it } from 'vitest';
import { checkTraceParameters, readTraceFilter, readTraceId } from './trace-request.ts';
import { urlParameters } from './url-parameters.ts';

const url = (parameters: Record<string, string>) =>
  urlParameters(`/api/v2/traces/1?${new URLSearchParams(parameters)}`);

describe('trace ids', () => {
  it.each([
    ['a', '0000000000000000000000000000000a'],
    ['5B8EFFF798038103', '00000000000000005b8efff798038103'],
    ['5b8efff798038103d269b633813fc60c', '5b8efff798038103d269b633813fc60c'],
  ])('%s', (text, hex) => {
    expect(Buffer.from(readTraceId(text)).toString('hex')).toBe(hex);
  });

  it('are refused in the words of Tempo', () => {
    expect(() => readTraceId('12g4')).toThrow(
      "trace IDs can only contain hex characters: invalid character 'g' at position 3",
    );
    expect(() => readTraceId('1'.repeat(33))).toThrow("trace IDs can't be larger than 128 bits");
  });
});

describe('parameters', () => {
  it.each([
    [{ mode: 'nowhere' }, 'invalid value for mode nowhere'],
    [{ start: '10', end: '10' }, 'start must be before end. received start=10 end=10'],
    [{ start: 'x' }, 'invalid start: strconv.ParseInt: parsing "x": invalid syntax'],
    [{ blockStart: 'x' }, 'invalid value for blockstart'],
  ])('refuses %o', (parameters, message) => {
    expect(() => checkTraceParameters(url(parameters as Record<string, string>))).toThrow(message);
  });

  it('takes those of a Tempo with several places to look in', () => {
    const block = '00000000-0000-0000-0000-000000000000';
    checkTraceParameters(url({ mode: 'all', blockStart: block, start: '1', end: '2' }));
  });
});

/** 1 ▸ 2 ▸ 3 ▸ 4, and 5 beside 2. */
function chain(): SpanBatch {
  const parents = [0, 1, 2, 3, 1];
  const hex = (id: number): string => id.toString(16).padStart(16, '0');
  const spans = parents.map((parent, at) => ({
    traceId: '5b8efff798038103d269b633813fc60c',
    spanId: hex(at + 1),
    ...(parent === 0 ? {} : { parentSpanId: hex(parent) }),
    name: `span ${at + 1}`,
    startTimeUnixNano: String(1_000 + at),
    endTimeUnixNano: String(2_000),
  }));
  const batch = new SpanBatch();
  decodeTracesJson({ resourceSpans: [{ scopeSpans: [{ spans }] }] }, batch, 0);
  return batch;
}

describe('filter', () => {
  const kept = (parameters: Record<string, string>): number[] | undefined =>
    readTraceFilter(url(parameters))?.(chain()).map((row) => row + 1);

  it('tells the spans that match, and relatives as far as asked for', () => {
    const q = '{ name = "span 3" }';
    expect(kept({ q })).toEqual([3]);
    expect(kept({ q, keep_hierarchy: 'true' })).toEqual([1, 2, 3]);
    expect(kept({ q, keep_hierarchy: 'true', ancestor_depth: '1' })).toEqual([2, 3]);
    expect(kept({ q, match_depth: '-1' })).toEqual([3, 4]);
    expect(kept({ q: '{ name = "span 1" }', match_depth: '1' })).toEqual([1, 2, 5]);
    expect(kept({ q: '{ name = "none" }', keep_hierarchy: '1' })).toEqual([]);
  });

  it('is none without a query, whatever else is said', () => {
    expect(kept({ q: ' ', match_depth: 'x' })).toBeUndefined();
  });

  it.each([
    [{ q: '{' }, 'invalid TraceQL filter: parse error'],
    [{ q: '{} | count() > 1' }, 'more than a single spanset filter'],
    [{ q: '{}', match_depth: '-2' }, 'invalid value for match_depth: must be >= -1'],
    [{ q: '{}', keep_hierarchy: 'maybe' }, 'invalid value for keep_hierarchy'],
  ])('refuses %o', (parameters, message) => {
    expect(() => kept(parameters as Record<string, string>)).toThrow(message);
  });
});
