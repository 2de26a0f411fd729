import { parseAndCheck } from '@throughline/traceql/check/check';
import { expect, it } from 'vitest';
import { tagsQuery } from './tags-query.ts';

function query(tags: Record<string, string>, minDurationMs = 0, maxDurationMs = 0): string {
  const text = tagsQuery({
    tags: new Map(Object.entries(tags)),
    minDurationMs,
    maxDurationMs,
  });
  // Whatever comes out has to be a query.
  parseAndCheck(text);
  return text;
}

it('finds everything without tags', () => {
  expect(query({})).toBe('{ }');
});

it('asks for each tag on some span of the trace', () => {
  expect(query({ 'service.name': 'shop.eu', 'user.id': '42', 'cache hit': 'true' })).toBe(
    '{ .service.name =~ ".*shop\\\\.eu.*" } && { .user.id = "42" || .user.id = 42 } && ' +
      '{ ."cache hit" = "true" || ."cache hit" = true }',
  );
});

it('knows the tags that are no attributes', () => {
  expect(query({ name: 'GET', 'root.service.name': 'gate', 'status.code': 'error' })).toBe(
    '{ name =~ ".*GET.*" } && { rootServiceName =~ ".*gate.*" } && { status = error }',
  );
  expect(query({ error: 'true' })).toBe('{ status = error }');
  expect(query({ 'status.code': 'nonsense' })).toBe('{ false }');
});

it('bounds the duration of the trace', () => {
  expect(query({ region: 'eu' }, 100, 2500)).toBe(
    '{ .region = "eu" } && { traceDuration >= 100ms && traceDuration <= 2.5s }',
  );
});

it('never lets a tag become syntax', () => {
  expect(query({ 'a"} || { b': '"} || { }' })).toBe('{ ."a\\"} || { b" = "\\"} || { }" }');
});
