// Links to logs and runbooks as text.

import { expect, it } from 'vitest';
import { linkTemplatesType } from './link-template.ts';

const CONTEXT = { baseDir: '/' };

const parse = (text: string) => linkTemplatesType.parse(text, CONTEXT);

it('reads a title, what must be there, and the address', () => {
  const text = 'Logs | service.name=shop-* | https://logs.example/q?a={trace.id}|x';
  expect(parse(text)).toEqual([
    {
      title: 'Logs',
      attribute: 'service.name',
      value: 'shop-*',
      url: 'https://logs.example/q?a={trace.id}|x',
    },
  ]);
  expect(linkTemplatesType.show(parse(text) ?? [])).toBe(text);
  expect(parse('Runbook | error.type | http://wiki/{error.type}')).toEqual([
    { title: 'Runbook', attribute: 'error.type', url: 'http://wiki/{error.type}' },
  ]);
});

it.each([
  'Logs | https://logs.example',
  ' | a | https://logs.example',
  'Logs | a= | https://logs.example',
  'Logs | a | javascript:alert(1)',
  'Logs | a | https://{a}.example/',
  'Logs | a | https://logs.example/ {a}',
])('refuses %s', (text) => {
  expect(parse(text)).toBeUndefined();
});
