import { expect, it } from 'vitest';
import { parseIdentifier } from './parse-identifier.ts';
import { printField } from './print-value.ts';

it.each([
  ['.http.method', '.http.method'],
  ['resource.service.name', 'resource.service.name'],
  ['span."with space"', 'span."with space"'],
  ['span:status', 'status'],
  ['trace:rootService', 'rootServiceName'],
  ['event:name', 'event:name'],
])('%s', (text, canonical) => {
  expect(printField(parseIdentifier(text))).toBe(canonical);
});

it.each([
  ['', 'parse error at line 1, col 1: syntax error: unexpected end of query'],
  ['foo', 'unknown identifier: foo'],
  ['"x"', 'expecting a value, an attribute or an intrinsic'],
  ['.a = 1', 'expecting nothing more'],
  ['.a } | { .b', 'expecting nothing more'],
])('refuses %j', (text, message) => {
  expect(() => parseIdentifier(text)).toThrow(message);
});
