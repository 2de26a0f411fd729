import { expect, it } from 'vitest';
import { type PaletteEntry, rankEntries } from './rank-entries.ts';

function entry(kind: string, label: string, note?: string): PaletteEntry {
  return { id: label, kind, label, ...(note === undefined ? {} : { note }), open: () => undefined };
}

const ENTRIES = [
  entry('Page', 'Explore', 'Search traces'),
  entry('Page', 'Map', 'Who calls whom'),
  entry('Service', 'search-api'),
  entry('Service', 'payment'),
];

function labels(text: string): readonly string[] {
  return rankEntries(ENTRIES, text).shown.map(({ label }) => label);
}

it('has all in their order before anything is typed', () => {
  expect(labels('')).toEqual(['Explore', 'Map', 'search-api', 'payment']);
});

it('finds by the label first, then by kind and note', () => {
  expect(labels('search')).toEqual(['search-api', 'Explore']);
  expect(labels('service pay')).toEqual(['payment']);
  expect(labels('whom')).toEqual(['Map']);
  expect(labels('xyz')).toEqual([]);
});

it('says how many it leaves out', () => {
  const many = Array.from({ length: 70 }, (_, index) => entry('Service', `service-${index}`));
  const { shown, found } = rankEntries(many, 'service');
  expect([shown.length, found]).toEqual([50, 70]);
});
