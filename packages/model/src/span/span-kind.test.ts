import { describe, expect, it } from 'vitest';
import { STATUS_ERROR, STATUS_NAMES, spanKindName } from './span-kind.ts';

describe('spanKindName', () => {
  it('knows the numbers of OTLP, and shows any other as unspecified', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 255].map(spanKindName)).toEqual([
      'unspecified',
      'internal',
      'server',
      'client',
      'producer',
      'consumer',
      'unspecified',
      'unspecified',
    ]);
    expect(STATUS_NAMES[STATUS_ERROR]).toBe('error');
  });
});
