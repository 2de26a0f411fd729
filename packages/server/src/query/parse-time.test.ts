// Points in time in every spelling the API takes.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTimeNs } from './parse-time.ts';

const NOW = 1_769_860_800_000_000_000n;
const NOON = 1_769_860_800_000_000_000n;

function parse(text: string): bigint | undefined {
  return parseTimeNs(text, NOW);
}

describe('parseTimeNs', () => {
  it('reads RFC 3339 with zones and nanoseconds', () => {
    expect(parse('2026-01-31T12:00:00Z')).toBe(NOON);
    expect(parse('2026-01-31t12:00:00z')).toBe(NOON);
    expect(parse('2026-01-31 13:00:00+01:00')).toBe(NOON);
    // A plus sign that was not escaped in the query string.
    expect(parse('2026-01-31T13:00:00 01:00')).toBe(NOON);
    expect(parse('2026-01-31T12:00:00.123456789Z')).toBe(NOON + 123_456_789n);
    expect(parse('2026-01-31T12:00:00.1234567891Z')).toBe(NOON + 123_456_789n);
    expect(parse('2026-01-31T12:00:00.5Z')).toBe(NOON + 500_000_000n);
  });

  it('reads epoch numbers by size', () => {
    for (const text of ['1769860800', '1769860800000', '1769860800000000', '1769860800000000000']) {
      expect(parse(text)).toBe(NOON);
    }
    expect(parse('0')).toBe(0n);
  });

  it('reads times from now', () => {
    expect(parse('now')).toBe(NOW);
    expect(parse('now-1h')).toBe(NOW - 3_600_000_000_000n);
    expect(parse('now+2d')).toBe(NOW + 172_800_000_000_000n);
    expect(parse('now 30s')).toBe(NOW + 30_000_000_000n);
  });

  it('refuses what is no time', () => {
    const wrong = [
      '',
      'yesterday',
      'now-1y',
      'now1h',
      'now-999999999d',
      '-5',
      '1.5',
      '2026-01-31',
      '2026-01-31T12:00:00',
      '2026-02-30T12:00:00Z',
      '2026-13-01T12:00:00Z',
      '2026-01-31T25:00:00Z',
      '1969-12-31T23:59:59Z',
      '2263-01-01T00:00:00Z',
    ];
    for (const text of wrong) expect(parse(text)).toBeUndefined();
  });

  it('gives back every date of the calendar, and never throws', () => {
    const dates = fc.date({
      min: new Date(0),
      max: new Date('2262-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(dates, (date) => {
        expect(parse(date.toISOString())).toBe(BigInt(date.getTime()) * 1_000_000n);
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => void parse(text)));
  });
});
