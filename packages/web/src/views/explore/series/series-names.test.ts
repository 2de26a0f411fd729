import type { MetricsAnswer, NamedValue } from '@throughline/model/api/traceql';
import { expect, it } from 'vitest';
import { seriesNames } from './series-names.ts';

const p95: NamedValue = { name: 'p', type: 'float', value: 0.95 };

function named(...labels: readonly NamedValue[]): MetricsAnswer['series'][number] {
  return { labels: [...labels], values: [], exemplars: [] };
}

function service(value: string): NamedValue {
  return { name: 'resource.service.name', type: 'string', value };
}

it('tells series apart by what differs, and a single one by what it has', () => {
  expect(seriesNames([named(service('a'), p95), named(service('b'), p95)])).toEqual(['a', 'b']);
  expect(seriesNames([named(service('a'), p95)])).toEqual(['a, 0.95']);
  expect(seriesNames([named()])).toEqual(['all']);
  expect(seriesNames([named(service('')), named(service('b'))])).toEqual(['(empty)', 'b']);
});

it('names each series once, also where values read alike', () => {
  const retries = (type: 'int' | 'string') => named({ name: 'span.retries', type, value: '1' });
  expect(seriesNames([retries('int'), retries('string'), named(service('a'))])).toEqual([
    '1 (int)',
    '1 (string)',
    'a',
  ]);
});
