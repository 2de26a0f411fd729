// Every option type: what it takes, what it refuses, and that what it shows it also reads.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bytesType,
  choiceType,
  durationType,
  hostType,
  httpUrlType,
  integerType,
  type OptionType,
  originsType,
  pathType,
  portType,
} from './option-types.ts';

const CONTEXT = { baseDir: '/base' };

function takes<T>(type: OptionType<T>, text: string): T | undefined {
  return type.parse(text, CONTEXT);
}

describe('option types', () => {
  it('durations are whole numbers with a unit', () => {
    const type = durationType(1000, 30 * 86_400_000);
    expect(['90s', '15m', '2 h', '14d'].map((text) => takes(type, text))).toEqual([
      90_000, 900_000, 7_200_000, 1_209_600_000,
    ]);
    for (const text of ['', '5', '1.5h', '0s', '31d', '1w', '-1d']) {
      expect(takes(type, text), text).toBeUndefined();
    }
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 * 86_400 }), (seconds) => {
        expect(takes(type, type.show(seconds * 1000))).toBe(seconds * 1000);
      }),
    );
  });

  it('paths count from the base folder', () => {
    expect(takes(pathType, 'data')).toBe('/base/data');
    expect(takes(pathType, '/srv/data')).toBe('/srv/data');
    expect(takes(pathType, '~/data')).toMatch(/[^~]\/data$/);
    expect(takes(pathType, '')).toBeUndefined();
  });

  it('ports are numbers or off', () => {
    expect(takes(portType, '4318')).toBe(4318);
    expect(takes(portType, '0')).toBe(0);
    expect(takes(portType, 'off')).toBe('off');
    for (const wrong of ['65536', '-1', '1.5', 'abc', '', ' 1', '0x10']) {
      expect(takes(portType, wrong)).toBeUndefined();
    }
  });

  it('hosts have no scheme and no port', () => {
    expect(takes(hostType, '127.0.0.1')).toBe('127.0.0.1');
    expect(takes(hostType, 'localhost')).toBe('localhost');
    expect(takes(hostType, '::1')).toBe('::1');
    expect(takes(hostType, '[::1]')).toBe('::1');
    for (const wrong of ['http://x', 'localhost:80', '', 'a b']) {
      expect(takes(hostType, wrong)).toBeUndefined();
    }
  });

  it('sizes have units', () => {
    const type = bytesType(1, 2 ** 40);
    expect(takes(type, '16MiB')).toBe(16 * 2 ** 20);
    expect(takes(type, '16 mib')).toBe(16 * 2 ** 20);
    expect(takes(type, '2GB')).toBe(2e9);
    expect(takes(type, '512')).toBe(512);
    for (const wrong of ['0', 'MiB', '1 parsec', '-1', '1e3', '1constructor']) {
      expect(takes(type, wrong)).toBeUndefined();
    }
  });

  it('URLs are http without a login', () => {
    expect(takes(httpUrlType, 'http://127.0.0.1:8123/')).toBe('http://127.0.0.1:8123');
    for (const wrong of ['127.0.0.1:8123', 'tcp://x', 'http://user:secret@x', 'http://']) {
      expect(takes(httpUrlType, wrong)).toBeUndefined();
    }
  });

  it('origins are a list without paths', () => {
    expect(takes(originsType, '*')).toEqual(['*']);
    expect(takes(originsType, 'https://a.example, http://b:81')).toEqual([
      'https://a.example',
      'http://b:81',
    ]);
    for (const wrong of ['', 'a.example', 'https://a.example/', 'https://a.example,']) {
      expect(takes(originsType, wrong)).toBeUndefined();
    }
  });

  it('choices are exact', () => {
    const type = choiceType(['pretty', 'json']);
    expect(takes(type, 'json')).toBe('json');
    expect(takes(type, 'JSON')).toBeUndefined();
  });

  it('read what they show', () => {
    const bytes = bytesType(1, 2 ** 50);
    fc.assert(fc.property(fc.integer({ min: 1, max: 2 ** 40 }), reads(bytes)));
    fc.assert(fc.property(fc.integer({ min: 0, max: 65_535 }), reads(portType)));
    fc.assert(fc.property(fc.integer({ min: -5, max: 5 }), reads(integerType(-5, 5))));
  });
});

function reads<T>(type: OptionType<T>): (value: T) => void {
  return (value) => {
    expect(type.parse(type.show(value), CONTEXT)).toBe(value);
  };
}
