// What is said once of fields that tell the same.

import type { CohortField, CohortValue } from '@throughline/model/api/cohorts';
import { describe, expect, it } from 'vitest';
import { foldAlike } from './fold-alike.ts';

function value(text: string, selection: number, baseline: number): CohortValue {
  return {
    ...{ type: 'string', value: text, selection, baseline },
    ...{ selectionShare: selection / 10, baselineShare: baseline / 100, effect: 0.5 },
  };
}

function field(name: string, values: readonly CohortValue[]): CohortField {
  return {
    ...{ field: name, values: [...values], valueCount: values.length },
    ...{ effect: 0.5, selectionShare: 1, baselineShare: 0.5, selection: 10, baseline: 50 },
  };
}

describe('foldAlike', () => {
  it('names with the first what has one value on as many spans, and keeps the order', () => {
    const scheme = field('span.url.scheme', [value('http', 10, 43)]);
    const code = field('span.http.status', [value('201', 10, 5)]);
    const agent = field('span.user_agent', [value('node', 10, 43)]);
    const path = field('span.url.path', [value('/a', 10, 43), value('/b', 0, 1)]);
    expect(foldAlike([scheme, code, path, agent])).toEqual([
      { field: scheme, alike: [agent] },
      { field: code, alike: [] },
      { field: path, alike: [] },
    ]);
  });
});
