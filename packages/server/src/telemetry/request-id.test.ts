// Which ids of senders are taken over.

import { describe, expect, it } from 'vitest';
import { requestIdOf } from './request-id.ts';

describe('requestIdOf', () => {
  it.each(['a', '01J9Z3', 'f47ac10b-58cc-4372-a567-0e02b2c3d479', 'Root=1-67891233-abc/x:1@eu'])(
    'takes %s',
    (id) => expect(requestIdOf(id)).toBe(id),
  );

  it.each([
    undefined,
    '',
    ' ',
    '-x',
    'two words',
    'line\nbreak',
    '"quoted"',
    'ü',
    'a'.repeat(129),
    ['a'],
  ])('makes one of its own in place of %j', (given) =>
    expect(requestIdOf(given)).toMatch(/^[0-9a-f-]{36}$/),
  );
});
