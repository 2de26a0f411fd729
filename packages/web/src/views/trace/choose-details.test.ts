// Two spans under one id: each row gets its own.

import { describe, expect, it } from 'vitest';
import { makeTrace } from '../../data/trace-fixture.ts';
import { chooseDetails } from './choose-details.ts';

function detailsOf(name: string, startTimeUnixNano: string) {
  return {
    ...{ resource: {}, resourceSchemaUrl: '', scope: {}, scopeSchemaUrl: '', receivedAt: '' },
    span: { name, kind: 1, startTimeUnixNano },
  };
}

describe('chooseDetails', () => {
  const id = '00000000000000aa';
  const trace = makeTrace([
    { id, name: 'client side', startNs: 0, durationNs: 10 },
    { id, name: 'server side', startNs: 2, durationNs: 6 },
  ]);
  const client = detailsOf('client side', '1763640000000000000');
  const server = detailsOf('server side', '1763640000000000002');

  it('goes by start, kind and name, whatever the order of the answer', () => {
    expect(chooseDetails(trace, 0, [server, client])).toBe(client);
    expect(chooseDetails(trace, 1, [server, client])).toBe(server);
    expect(chooseDetails(trace, 1, [])).toBeUndefined();
  });
});
