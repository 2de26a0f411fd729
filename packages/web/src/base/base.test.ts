// The pure helpers: durations, counts, times, ids, hues.

import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { foldIntervals } from './fold-intervals.ts';
import { formatCount, formatQuantity, formatRate, formatShare } from './format-count.ts';
import {
  formatDuration,
  formatDurationExact,
  formatTick,
  parseDuration,
} from './format-duration.ts';
import {
  formatAgo,
  formatSpanOfTime,
  formatTimeExact,
  formatTimeFull,
  formatTimeShort,
  formatTypedTime,
  parseTypedTime,
  setTimeZone,
} from './format-time.ts';
import { parseTraceId } from './parse-trace-id.ts';
import { assignHues, degreesOfHue, HUE_COUNT, hueOfService } from './service-hue.ts';

describe('formatDuration', () => {
  it.each([
    [0, '0 ns'],
    [7, '7 ns'],
    [1_234, '1.23 µs'],
    [45e6, '45.0 ms'],
    [412_345_678, '412 ms'],
    [999.6e6, '1.00 s'],
    [3.8e9, '3.80 s'],
    [4.0234e9, '4.02 s'],
    [59.99e9, '1.00 min'],
    [90e9, '1.50 min'],
    [5_400e9, '1.50 h'],
    [172_800e9, '2.00 d'],
    [-3.8e9, '−3.80 s'],
  ])('%d ns is %s', (ns, text) => {
    expect(formatDuration(ns)).toBe(text);
  });

  it('keeps every digit on request', () => {
    expect(formatDurationExact(3_801_234_567)).toBe('3.801234567 s');
    expect(formatDurationExact(45_030_000)).toBe('45.03 ms');
    expect(formatDurationExact(100)).toBe('100 ns');
  });

  it('labels ticks of one axis alike', () => {
    expect([0, 5e8, 1e9].map((ns) => formatTick(ns, 5e8, 4e9))).toEqual(['0', '0.5 s', '1.0 s']);
    expect(formatTick(2e7, 1e7, 9e7)).toBe('20 ms');
    expect([10e9, 20e9, 60e9].map((ns) => formatTick(ns, 10e9, 60e9))).toEqual([
      ...['10 s', '20 s', '60 s'],
    ]);
    expect(formatTick(4_200e9, 600e9, 7_200e9)).toBe('70 min');
    expect(formatTick(5_400e9, 1_800e9, 7_200e9)).toBe('1.5 h');
    expect(formatTick(7.5e6, 2.5e6, 9e6)).toBe('7.5 ms');
    expect(formatTick(7.5e8, 2.5e8, 2e9)).toBe('0.75 s');
    expect(formatTick(1_500_001_000, 500, 1_500_002_000)).toBe('1,500,001.0 µs');
  });

  it('reads what it is given by hand', () => {
    expect(parseDuration('1.5s')).toBe(1.5e9);
    expect(parseDuration(' 100 ms ')).toBe(1e8);
    expect(parseDuration('1m30.5s')).toBe(90.5e9);
    expect(parseDuration('100')).toBeUndefined();
    expect(parseDuration('fast')).toBeUndefined();
  });
});

describe('counts and times', () => {
  it('are exact', () => {
    expect(formatCount(1204)).toBe('1,204');
    expect(formatQuantity(1, 'span')).toBe('1 span');
    expect(formatQuantity(0, 'error')).toBe('0 errors');
    expect([1204.4, 12.34, 0.5, 0].map(formatRate)).toEqual(['1,204/s', '12.3/s', '0.5/s', '0/s']);
    expect([0.0873, 0.0138, 0.00137].map(formatRate)).toEqual(['5.2/min', '50/h', '4.9/h']);
    expect(formatShare(0.944)).toBe('94 %');
    expect(formatShare(0.0001)).toBe('< 0.1 %');
    expect(formatShare(0)).toBe('0 %');
  });

  it('show the day only when it is another one', () => {
    const at = new Date(2026, 10, 20, 12, 4, 31, 234).getTime();
    const ns = BigInt(at) * 1_000_000n + 567_890n;
    expect(formatTimeShort(ns, at + 60_000)).toBe('12:04:31.234');
    expect(formatTimeShort(ns, at + 86_400_000)).toBe('20 Nov 12:04:31.234');
    expect(formatTimeExact(ns)).toBe('20 Nov 2026, 12:04:31.234 567 890');
    expect(formatAgo(ns, at + 185_000)).toBe('3 min ago');
    expect(formatAgo(ns, at - 5_000)).toBe('in 5 s');
  });
});

describe('points in time, in the chosen zone', () => {
  afterEach(() => setTimeZone('local'));
  const local = new Date(2026, 0, 31, 23, 59, 58).getTime();

  it('are read as they are written, in both zones', () => {
    expect(formatTypedTime(local)).toBe('2026-01-31 23:59:58');
    expect(parseTypedTime('2026-01-31 23:59:58')).toBe(local);
    setTimeZone('utc');
    const utc = Date.UTC(2026, 0, 31, 23, 59, 58, 120);
    expect(formatTypedTime(utc)).toBe('2026-01-31 23:59:58.120');
    expect(parseTypedTime('2026-1-31T23:59:58,12')).toBe(utc);
    expect(parseTypedTime('2026-01-31')).toBe(Date.UTC(2026, 0, 31));
    expect(formatTimeFull(BigInt(utc) * 1_000_000n)).toBe('31 Jan 2026, 23:59:58.120 UTC');
    expect(formatSpanOfTime(utc, utc + 1000)).toBe('31 Jan 2026, 23:59:58 – 23:59:59 UTC');
    expect(formatSpanOfTime(utc, utc + 2000)).toContain('58 – 1 Feb 2026, 00:00:00 UTC');
  });

  it.each(['', 'yesterday', '2026-02-30', '2026-13-01', '2026-01-31 24:00', '2026-01-31 12:60'])(
    '"%s" is none',
    (text) => expect(parseTypedTime(text)).toBeUndefined(),
  );
});

describe('parseTraceId', () => {
  const id = '4bf92f3577b34da6a3ce929d0e0e4736';
  it.each([
    [id, id],
    [` ${id.toUpperCase()} `, id],
    ['a3ce929d0e0e4736', '0000000000000000a3ce929d0e0e4736'],
    [`00-${id}-00f067aa0ba902b7-01`, id],
    [`traceparent: 00-${id}-00f067aa0ba902b7-01`, id],
    [`http://127.0.0.1:16686/trace/${id}?span=1`, id],
    ['4bf92f35-77b3-4da6-a3ce-929d0e0e4736', id],
  ])('reads %s', (text, expected) => {
    expect(parseTraceId(text)).toBe(expected);
  });

  it.each(['', 'checkout', `${id}0`, '0000'])('refuses "%s"', (text) => {
    expect(parseTraceId(text)).toBeUndefined();
  });
});

describe('service hues', () => {
  it('do not change: a colour is remembered by people', () => {
    expect(['gateway', 'cart', 'payment'].map(hueOfService)).toMatchInlineSnapshot(`
      [
        14,
        14,
        15,
      ]
    `);
  });

  it('differ within a trace of up to 20 services, whatever their order', () => {
    const names = fc.uniqueArray(fc.string({ maxLength: 12 }), { maxLength: HUE_COUNT });
    fc.assert(
      fc.property(names, (services) => {
        const hues = assignHues(services);
        expect(new Set(hues.values()).size).toBe(services.length);
        for (const [name, hue] of assignHues(services.toReversed())) {
          expect(hue).toBe(hues.get(name));
        }
      }),
    );
  });

  it('are no neighbours on the wheel for up to seven services', () => {
    const names = fc.uniqueArray(fc.string({ maxLength: 12 }), { maxLength: 7 });
    fc.assert(
      fc.property(names, (services) => {
        const degrees = [...assignHues(services).values()].map(degreesOfHue);
        for (const [i, a] of degrees.entries()) {
          for (const b of degrees.slice(i + 1)) expect(Math.abs(a - b)).toBeGreaterThanOrEqual(30);
        }
      }),
    );
  });

  it('are those of the whole catalogue in every trace', () => {
    const catalogue = ['auth', 'cart', 'currency', 'gateway', 'inventory', 'payment', 'shipping'];
    const usual = assignHues(catalogue);
    for (const [name, hue] of assignHues(['payment', 'gateway', 'cart'], usual)) {
      expect(hue).toBe(usual.get(name));
    }
  });

  it('repeat, and stay within range, for more services than hues', () => {
    const hues = assignHues(Array.from({ length: 50 }, (_, i) => `service-${i}`));
    expect(hues.size).toBe(50);
    expect(new Set(hues.values()).size).toBe(HUE_COUNT);
  });
});

describe('foldIntervals', () => {
  it('joins what is closer than a pixel and cuts at the edges', () => {
    const intervals = {
      fromNs: Float64Array.of(-50, 10, 10.6, 40, 500),
      toNs: Float64Array.of(-20, 10.2, 12, 60, 600),
    };
    const runs = foldIntervals(intervals, 0, 5, (ns) => ns, 50);
    expect(runs).toEqual([
      { from: 10, to: 12 },
      { from: 40, to: 50 },
    ]);
  });

  it('never gives more runs than pixels', () => {
    const count = 10_000;
    const fromNs = Float64Array.from({ length: count }, (_, i) => i * 2);
    const toNs = fromNs.map((ns) => ns + 1);
    const runs = foldIntervals({ fromNs, toNs }, 0, count, (ns) => ns / 200, 100);
    expect(runs.length).toBeLessThanOrEqual(101);
  });
});
