// A read beside an engine that answers, hangs, or comes too late.

import { expect, it } from 'vitest';
import { StoreUnavailableError } from '../contract/errors.ts';
import { whileEngineAnswers } from './while-engine-answers.ts';

const AT_ONCE = { patienceMs: 1, signOfLifeMs: 1 };

/** Ends when it is aborted, as a hanging request does. */
function endless(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')));
  });
}

it('gives what was read', async () => {
  const engine = { answers: async () => true };
  expect(await whileEngineAnswers(engine, undefined, async () => 'rows')).toBe('rows');
});

it('lets a long read go on while the engine answers', async () => {
  let asked = 0;
  let finish = (_rows: string): void => {};
  const reading = new Promise<string>((resolve) => {
    finish = resolve;
  });
  const engine = {
    answers: async () => {
      if (++asked === 3) finish('rows');
      return true;
    },
  };
  expect(await whileEngineAnswers(engine, undefined, () => reading, AT_ONCE)).toBe('rows');
});

it('ends a read, and its request, when the engine hangs', async () => {
  let isCut = false;
  const read = (signal: AbortSignal): Promise<never> => {
    signal.addEventListener('abort', () => {
      isCut = true;
    });
    return endless(signal);
  };
  const engine = { answers: async () => false };
  const reading = whileEngineAnswers(engine, undefined, read, AT_ONCE);
  await expect(reading).rejects.toThrow(StoreUnavailableError);
  expect(isCut).toBe(true);
});

it('ends a read when whoever asked is gone', async () => {
  const asker = new AbortController();
  const engine = { answers: async () => true };
  const reading = whileEngineAnswers(engine, asker.signal, endless);
  asker.abort();
  await expect(reading).rejects.toThrow('aborted');
});
