// What the panel makes of attributes: conditions, links, text that is laid out.

import { describe, expect, it } from 'vitest';
import { attributeCondition } from './attribute-condition.ts';
import { fillLinks } from './fill-link.ts';
import { formatValue, languageOf } from './format-value.ts';
import { readSpan } from './otlp-json.ts';

describe('attributeCondition', () => {
  it('quotes what needs it, and is none for what equals nothing', () => {
    const of = (key: string, value: Parameters<typeof attributeCondition>[1]['value']) =>
      attributeCondition('span', { key, value });
    expect(of('http.route', { type: 'string', text: 'a "b"' })).toBe(
      'span.http.route = "a \\"b\\""',
    );
    expect(of('a key', { type: 'int', text: '5' })).toBe('span."a key" = 5');
    expect(of('x', { type: 'bool', text: 'true' })).toBe('span.x = true');
    expect(of('x', { type: 'double', text: '1.5' })).toBe('span.x = 1.5');
    expect(of('x', { type: 'double', text: 'NaN' })).toBeUndefined();
    expect(of('x', { type: 'array', items: [] })).toBeUndefined();
    expect(of('x', { type: 'string', text: 'ab', cutFromChars: 9 })).toBeUndefined();
  });
});

describe('fillLinks', () => {
  const span = readSpan({
    resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop cart' } }] },
    ...{ resourceSchemaUrl: '', scope: {}, scopeSchemaUrl: '', receivedAt: '' },
    span: {
      traceId: 'aa',
      spanId: 'bb',
      startTimeUnixNano: '5000000',
      attributes: [{ key: 'user', value: { stringValue: 'a&b/../c' } }],
    },
  });

  it('fills in, encoded, what the span has', () => {
    const template = {
      title: 'Logs',
      attribute: 'service.name',
      value: 'shop*',
      url: 'https://logs.example/{service.name}?u={user}&t={trace.id}&at={start.ms}',
    };
    expect(fillLinks([template], span)).toEqual([
      { title: 'Logs', url: 'https://logs.example/shop%20cart?u=a%26b%2F..%2Fc&t=aa&at=5' },
    ]);
  });

  it('leaves out what does not match, and what it cannot fill in', () => {
    const url = 'https://logs.example/';
    const templates = [
      { title: 'other', attribute: 'service.name', value: 'web*', url },
      { title: 'absent', attribute: 'absent', url },
      { title: 'half', attribute: 'user', url: `${url}{absent}` },
      { title: 'script', attribute: 'user', url: 'javascript:alert(1)' },
      { title: 'like', attribute: 'service.name', value: '*p*rt', url },
    ];
    expect(fillLinks(templates, span).map(({ title }) => title)).toEqual(['like']);
  });
});

describe('formatValue', () => {
  it('lays out JSON and statements, and nothing else', async () => {
    expect(languageOf('payload', '{"a":[1]}')).toBe('json');
    expect(await formatValue('{"a":[1]}', 'json')).toBe('{\n  "a": [\n    1\n  ]\n}');
    const long = '{"id":12345678901234567890, "n" : 1.0,"same":[],\n"same":{ } }';
    expect(await formatValue(long, 'json')).toBe(
      '{\n  "id": 12345678901234567890,\n  "n": 1.0,\n  "same": [],\n  "same": { }\n}',
    );
    expect(languageOf('payload', '{nothing')).toBeUndefined();
    expect(languageOf('db.query.text', 'select a from b where c = 1')).toBe('sql');
    expect(languageOf('name', 'select a from b')).toBeUndefined();
    const sql = await formatValue('select a from b where c = 1', 'sql');
    expect(sql.split('\n').length).toBeGreaterThan(3);
  });
});
