import { describe, expect, it } from 'vitest';
import { AssertionError, assert, assertNever, ensureExists } from './assert.ts';

describe('assertions', () => {
  it('throw with their message when the condition does not hold', () => {
    expect(() => assert(true, 'fine')).not.toThrow();
    expect(() => assert(false, 'broken')).toThrow(new AssertionError('broken'));
    expect(() => assertNever('new' as never)).toThrow('unexpected value: "new"');
  });

  it('take any value that is there, falsy ones too', () => {
    expect([ensureExists(0, 'zero'), ensureExists('', 'empty')]).toEqual([0, '']);
    expect(() => ensureExists(undefined, 'none')).toThrow(AssertionError);
    expect(() => ensureExists(null, 'none')).toThrow(AssertionError);
  });
});
