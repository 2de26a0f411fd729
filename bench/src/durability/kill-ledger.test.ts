// The ledger must see each kind of fault, or the kill bench proves nothing.

import { expect, it } from 'vitest';
import { KillLedger } from './kill-ledger.ts';

function ledger(): KillLedger {
  const made = new KillLedger();
  made.sent([
    { traceId: 'once', spans: 2 },
    { traceId: 'again', spans: 3 },
    { traceId: 'unanswered', spans: 1 },
  ]);
  made.sent([{ traceId: 'again', spans: 3 }]);
  made.acknowledged([
    { traceId: 'once', spans: 2 },
    { traceId: 'again', spans: 3 },
  ]);
  return made;
}

const ONCE = { traceId: 'once', rows: 2, spans: 2 };
const AGAIN = { traceId: 'again', rows: 6, spans: 3 };

it('is content with what was promised, and with what was sent again', () => {
  expect(ledger().compare([ONCE, AGAIN])).toEqual({
    acknowledgedTraces: 2,
    acknowledgedSpans: 5,
    missing: [],
    doubled: [],
    foreign: [],
    storedAgain: 1,
  });
});

it('sees what is missing, in whole and in part', () => {
  expect(ledger().compare([AGAIN]).missing).toEqual(['once']);
  expect(ledger().compare([{ ...ONCE, rows: 1, spans: 1 }, AGAIN]).missing).toEqual(['once']);
});

it('sees what is there twice although it was sent once', () => {
  expect(ledger().compare([{ ...ONCE, rows: 4 }, AGAIN]).doubled).toEqual(['once']);
});

it('sees what nobody sent', () => {
  const other = { traceId: 'other', rows: 1, spans: 1 };
  expect(ledger().compare([ONCE, AGAIN, other]).foreign).toEqual(['other']);
});
