import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAX_SAVED_QUERIES } from '@throughline/model/api/saved-queries';
import { pino } from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { createTestApp } from '../http/testing/create-test-app.ts';
import { openSavedQueries, SAVED_QUERIES_FILE } from './saved-queries.ts';

const logger = pino({ level: 'silent' });
const NAMED = { name: 'Slow', q: '{ duration > 1s }' };

async function directory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'throughline-saved-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

it('keeps queries over a restart, by name, and writes changes one after the other', async () => {
  const dataDir = await directory();
  const saved = await openSavedQueries({ dataDir, logger });
  expect(saved.list()).toEqual([]);
  const names = ['d', 'b', 'a', 'c'];
  await Promise.all(names.map((name) => saved.put(name, `{ name = "${name}" }`)));
  await saved.put('a', '{ }');
  expect(await saved.remove('b')).toBe(true);
  expect(await saved.remove('b')).toBe(false);
  const again = await openSavedQueries({ dataDir, logger });
  expect(again.list().map(({ name, q }) => [name, q])).toEqual([
    ['a', '{ }'],
    ['c', '{ name = "c" }'],
    ['d', '{ name = "d" }'],
  ]);
});

it('sets a file aside that it cannot read', async () => {
  const dataDir = await directory();
  const path = join(dataDir, SAVED_QUERIES_FILE);
  await writeFile(path, '{ "queries": [{ "name": "a" }] }');
  const saved = await openSavedQueries({ dataDir, logger });
  await saved.put('b', '{ }');
  expect(saved.list().map(({ name }) => name)).toEqual(['b']);
  expect(await readFile(`${path}.unreadable`, 'utf8')).toContain('"a"');
});

it('has room for so many, and for another text of each', async () => {
  const dataDir = await directory();
  const queries = Array.from({ length: MAX_SAVED_QUERIES }, (_, index) => ({
    ...{ name: `query ${index}`, q: '{ }', savedAt: '2026-01-31T12:00:00.000Z' },
  }));
  await writeFile(join(dataDir, SAVED_QUERIES_FILE), JSON.stringify({ queries }));
  const saved = await openSavedQueries({ dataDir, logger });
  await expect(saved.put('one more', '{ }')).rejects.toThrow(`${MAX_SAVED_QUERIES} queries`);
  await saved.put('query 7', '{ status = error }');
  expect(saved.list()).toHaveLength(MAX_SAVED_QUERIES);
});

it('is asked over HTTP, and takes what is a query', async () => {
  const savedQueries = await openSavedQueries({ dataDir: await directory(), logger });
  const app = await createTestApp({ savedQueries });
  onTestFinished(() => app.close());
  const url = '/api/v1/saved-queries/Slow';
  const put = await app.inject({ method: 'PUT', url, payload: { q: NAMED.q } });
  expect(put.json()).toMatchObject({ queries: [NAMED] });
  const wrong = await app.inject({ method: 'PUT', url, payload: { q: '{ duration > }' } });
  expect([wrong.statusCode, wrong.json().error.code]).toEqual([400, 'INVALID_QUERY']);
  const elsewhere = {
    method: 'DELETE',
    url,
    headers: { origin: 'http://elsewhere.example' },
  } as const;
  expect((await app.inject(elsewhere)).statusCode).toBe(403);
  expect((await app.inject('/api/v1/saved-queries')).json()).toMatchObject({ queries: [NAMED] });
  expect((await app.inject({ method: 'DELETE', url })).json()).toEqual({ queries: [] });
  expect((await app.inject({ method: 'DELETE', url })).json().error.code).toBe(
    'SAVED_QUERY_NOT_FOUND',
  );
});
