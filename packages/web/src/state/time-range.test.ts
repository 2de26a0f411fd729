import { describe, expect, it } from 'vitest';
import {
  absoluteRange,
  appendRange,
  moveRange,
  nameOfRange,
  rangeSince,
  readTimeRange,
  relativeStart,
  resolveRange,
  zoomRange,
} from './time-range.ts';

const NOW = Date.UTC(2026, 10, 20, 12);
const HOUR = 3_600_000;

describe('a time range of the address', () => {
  it('leaves out what is the default or no point in time', () => {
    expect(readTimeRange({ start: 'now-1h', end: 'now' })).toEqual({});
    expect(readTimeRange({ start: 'soon', end: 'now-5m', x: '1' })).toEqual({ end: 'now-5m' });
  });

  it.each([
    [{}, NOW - HOUR, NOW],
    [{ start: '0' }, 0, NOW],
    [{ start: 'now-200000000d' }, 0, NOW],
    [{ start: '1950-01-01', end: '1960-01-01' }, 0, 0],
    [{ start: 'now-2d', end: 'now-30s' }, NOW - 48 * HOUR, NOW - 30_000],
    [{ start: '2026-11-20T11:00:00Z', end: '1795177800' }, NOW - HOUR, 1_795_177_800_000],
    [{ start: '1795177800123', end: '1795177800123456' }, 1_795_177_800_123, 1_795_177_800_123.456],
    [{ start: 'now-5m', end: '1795177800123456789' }, NOW - 300_000, 1_795_177_800_123.4568],
  ])('%j is resolved', (range, startMs, endMs) => {
    expect(resolveRange(range, NOW)).toEqual({ startMs, endMs });
  });

  it('has a name when it follows now', () => {
    expect(nameOfRange({})).toBe('Last 1 h');
    expect(nameOfRange({ start: 'now-90m' })).toBe('Last 90 min');
    expect(nameOfRange({ start: '0' })).toBe('Any time');
    expect(nameOfRange({ start: 'now-1h', end: 'now-5m' })).toBeUndefined();
    expect(relativeStart(2 * HOUR)).toBe('now-2h');
    expect(relativeStart(24 * HOUR)).toBe('now-24h');
    expect(relativeStart(14 * 24 * HOUR)).toBe('now-14d');
    expect(relativeStart(90_000)).toBe('now-90s');
  });

  it('zooms about its middle, and not beyond now', () => {
    expect(zoomRange({}, 2, NOW)).toEqual({ start: 'now-2h' });
    expect(zoomRange({ start: '0' }, 2, NOW)).toEqual({ start: '0' });
    expect(zoomRange({}, 0.5, NOW)).toEqual(absoluteRange(NOW - 0.75 * HOUR, NOW - 0.25 * HOUR));
    const late = absoluteRange(NOW - HOUR, NOW - HOUR / 4);
    expect(zoomRange(late, 4, NOW)).toEqual(absoluteRange(NOW - 3 * HOUR, NOW));
  });

  it('moves by half its length, and not beyond now', () => {
    const earlier = moveRange({}, -1, NOW);
    expect(earlier).toEqual(absoluteRange(NOW - 1.5 * HOUR, NOW - 0.5 * HOUR));
    expect(moveRange(earlier, 1, NOW)).toEqual(absoluteRange(NOW - HOUR, NOW));
    expect(moveRange({}, 1, NOW)).toEqual(absoluteRange(NOW - HOUR, NOW));
  });

  it('asks the API with points in time; with any time, for no start', () => {
    const query = new URLSearchParams();
    appendRange(query, { startMs: 0, endMs: NOW });
    expect(query.toString()).toBe('end=2026-11-20T12%3A00%3A00.000Z');
    appendRange(query, { startMs: NOW - HOUR, endMs: NOW });
    expect(query.get('start')).toBe('2026-11-20T11:00:00.000Z');
  });

  it('follows now from a point on in round minutes, and else keeps its end', () => {
    expect(rangeSince({}, NOW - 200_000, NOW)).toEqual({ start: 'now-5m' });
    expect(rangeSince({ start: 'now-6h' }, NOW - 301_000, NOW)).toEqual({ start: 'now-10m' });
    const day = { start: '2026-11-20T00:00:00Z', end: '2026-11-20T10:00:00Z' };
    expect(rangeSince(day, NOW - 3 * HOUR, NOW)).toEqual({
      start: '2026-11-20T09:00:00.000Z',
      end: '2026-11-20T10:00:00.000Z',
    });
  });
});
