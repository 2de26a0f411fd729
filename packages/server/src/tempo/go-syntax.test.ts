import { describe, expect, it } from 'vitest';
import { parseGoDuration, parseInt64, parsePrometheusDuration, parseUint } from './go-syntax.ts';

const MS = 1_000_000n;

describe('parseGoDuration', () => {
  it.each([
    ['0', 0n],
    ['5ms', 5n * MS],
    ['1h15m30.918273645s', 4_530_918_273_645n],
    ['1.5s', 1_500n * MS],
    ['.5us', 500n],
    ['3µs', 3_000n],
    ['-2m', -120_000n * MS],
  ])('%s', (text, ns) => {
    expect(parseGoDuration('invalid minDuration', text)).toBe(ns);
  });

  it.each([
    ['', 'invalid minDuration: time: invalid duration ""'],
    ['abc', 'invalid minDuration: time: invalid duration "abc"'],
    ['5', 'invalid minDuration: time: missing unit in duration "5"'],
    ['5x', 'invalid minDuration: time: unknown unit "x" in duration "5x"'],
    ['9999999999h', 'invalid minDuration: time: invalid duration "9999999999h"'],
    ['1'.repeat(1000), 'invalid duration'],
  ])('refuses %j', (text, message) => {
    expect(() => parseGoDuration('invalid minDuration', text)).toThrow(message);
  });
});

it('reads whole numbers as strconv does', () => {
  expect(parseUint('invalid limit', '20', 32)).toBe(20n);
  expect(() => parseUint('invalid limit', '-1', 32)).toThrow(
    'invalid limit: strconv.ParseUint: parsing "-1": invalid syntax',
  );
  expect(() => parseUint('invalid limit', '4294967296', 32)).toThrow(
    'invalid limit: strconv.ParseUint: parsing "4294967296": value out of range',
  );
  expect(parseInt64('invalid start', '-5')).toBe(-5n);
  expect(() => parseInt64('invalid start', '9223372036854775808')).toThrow('value out of range');
});

it('reads durations as Prometheus writes them', () => {
  expect(parsePrometheusDuration('1h30m')).toBe(5_400_000n * MS);
  expect(parsePrometheusDuration('1w2d500ms')).toBe((9n * 86_400_000n + 500n) * MS);
  expect(() => parsePrometheusDuration('30m1h')).toThrow('not a valid duration string: "30m1h"');
});
