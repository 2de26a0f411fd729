import { describe, expect, it } from 'vitest';
import { readExploreState } from '../../../state/explore-state.ts';
import { boxOfDiffer, differOfBox, windowOf } from './differ-state.ts';

const BOX = { range: { startMs: 1000.4, endMs: 5000 }, aboveNs: 2 ** 29, upToNs: 2 ** 30 };

describe('a selection in the address', () => {
  it('is a box of the heatmap again', () => {
    const changes = differOfBox(BOX);
    expect(changes).toEqual({
      differ: '{ duration > 536ms && duration <= 1.08s }',
      ...{ differFrom: '1000', differTo: '5000', against: undefined },
    });
    const state = readExploreState({ ...changes });
    expect(boxOfDiffer(state)).toEqual({
      range: { startMs: 1000, endMs: 5000 },
      ...{ aboveNs: 536e6, upToNs: 1.08e9 },
    });
  });

  it('may be any filter, at any time, against another one', () => {
    const state = readExploreState({ differ: '{ status = error }', against: '{ status = ok }' });
    expect(state).toEqual({ differ: '{ status = error }', against: '{ status = ok }' });
    expect([boxOfDiffer(state), windowOf(state)]).toEqual([undefined, undefined]);
  });

  it('leaves out a time that is none, and everything without a selection', () => {
    expect(readExploreState({ differ: '{ }', differFrom: 'soon', differTo: '5' })).toEqual({
      differ: '{ }',
    });
    expect(readExploreState({ differFrom: '1', differTo: '5', against: '{ }' })).toEqual({});
  });
});
