// Which columns the results have where there is little room.

import { describe, expect, it } from 'vitest';
import { columnsOf, fitColumns, gridOf } from './columns.ts';

const ids = (roomPx: number) => fitColumns(columnsOf({}, false), roomPx).map(({ id }) => id);

describe('fitColumns', () => {
  it('spares the bar and then the services, and what was found stays', () => {
    const all = ['start', 'root', 'duration', 'bar', 'spans', 'errors', 'services', 'finding'];
    const wholePx = gridOf(columnsOf({}, false)).minPx;
    expect(ids(wholePx)).toEqual(all);
    expect(ids(wholePx - 1)).toEqual(all.filter((id) => id !== 'bar'));
    const few = all.filter((id) => id !== 'bar' && id !== 'services');
    expect(ids(820)).toEqual(few);
    expect(gridOf(fitColumns(columnsOf({}, false), 820)).minPx).toBeLessThanOrEqual(820);
    expect(ids(100)).toEqual(few);
  });
});
