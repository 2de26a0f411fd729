// Serialisers that are shared between routes: they write what Fastify's own would, and are compiled once.

import { expect, it } from 'vitest';
import { buildSharedSerializers } from './shared-serializers.ts';

const SHARED = {
  Inner: { $id: 'Inner', type: 'object', properties: { count: { type: 'integer' } } },
  Outer: { $id: 'Outer', type: 'object', properties: { inner: { $ref: 'Inner#' } } },
  // Fastify's own way would refuse every route because of it.
  Broken: { $id: 'Broken', type: 'no such type' },
};

const ROUTE = { method: 'GET', url: '/', httpStatus: '200' };

it('writes what is described and nothing else, through references too', () => {
  const compile = buildSharedSerializers(SHARED);
  const write = compile({ ...ROUTE, schema: { $ref: 'Outer#' } });
  expect(write({ inner: { count: 1, secret: 2 }, secret: 3 })).toBe('{"inner":{"count":1}}');
});

it('compiles a shape once, whichever routes have it', () => {
  const compile = buildSharedSerializers(SHARED);
  const first = compile({ ...ROUTE, schema: { $ref: 'Inner#' } });
  const again = compile({ ...ROUTE, httpStatus: '400', schema: { $ref: 'Inner#' } });
  const other = compile({ ...ROUTE, schema: { $ref: 'Outer#' } });
  expect(again).toBe(first);
  expect(other).not.toBe(first);
});

it('refuses a shape that cannot be written, and a reference to nothing', () => {
  const compile = buildSharedSerializers(SHARED);
  expect(() => compile({ ...ROUTE, schema: { $ref: 'Broken#' } })).toThrow(/Broken/);
  expect(() => compile({ ...ROUTE, schema: { $ref: 'Missing#' } })).toThrow(/Missing/);
});
