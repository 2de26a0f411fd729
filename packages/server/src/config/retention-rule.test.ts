// Retention rules as text.

import { describe, expect, it } from 'vitest';
import { retentionRulesType, retentionType } from './retention-rule.ts';

const HOUR_MS = 3_600_000;
const context = { baseDir: '/' };
const parse = (text: string) => retentionRulesType.parse(text, context);

describe('a retention rule', () => {
  it('is about errors, or about a name', () => {
    expect(parse('errors=30d')).toEqual([{ subject: { kind: 'errors' }, ageMs: 720 * HOUR_MS }]);
    expect(parse('service:health*=1h')).toEqual([
      { subject: { kind: 'service', pattern: 'health*' }, ageMs: HOUR_MS },
    ]);
    expect(parse('root-operation: GET /a?b=c = 2h')).toEqual([
      { subject: { kind: 'root-operation', pattern: 'GET /a?b=c' }, ageMs: 2 * HOUR_MS },
    ]);
  });

  it('can be one of several lines, as in a variable', () => {
    const rules = parse('errors=30d\n\n operation:poll=1h\n') ?? [];
    expect(retentionRulesType.show(rules)).toBe('errors=30d; operation:poll=1h');
  });

  it.each(['errors', '=1h', 'errors=1', 'errors=10s', 'service=1h', 'service:=1h', 'svc:a=1h'])(
    'is not %j',
    (text) => expect(parse(text)).toBeUndefined(),
  );
});

describe('the age of all', () => {
  it('is a duration or off', () => {
    expect(retentionType.parse('14d', context)).toBe(336 * HOUR_MS);
    expect(retentionType.parse('off', context)).toBe('off');
    expect(retentionType.parse('0d', context)).toBeUndefined();
    expect(retentionType.show('off')).toBe('off');
    expect(retentionType.show(HOUR_MS)).toBe('1h');
  });
});
