import { afterAll, describe, expect, it } from 'vitest';
import { createTestApp } from './testing/create-test-app.ts';

const app = await createTestApp({});
afterAll(() => app.close());

/** Where an address leads to, its parameters decoded. */
async function leadsTo(url: string): Promise<Record<string, string> | undefined> {
  const { headers } = await app.inject({ url });
  if (headers.location === undefined) return undefined;
  return Object.fromEntries(new URL(headers.location, 'http://localhost').searchParams);
}

describe('addresses of before', () => {
  it('lead to the query that says the same, and keep what is no condition', async () => {
    expect(await leadsTo('/?service=cart&minDuration=5+ms&start=now-1h')).toEqual({
      q: '{ resource.service.name = "cart" && traceDuration >= 5ms }',
      start: 'now-1h',
    });
  });

  it('may have a question mark in a value', async () => {
    expect(await leadsTo('/?operation=who?&start=now-1h')).toEqual({
      q: '{ name = "who?" }',
      start: 'now-1h',
    });
  });

  it('without conditions are those of the page', async () => {
    expect(await leadsTo('/?q=%7B+%7D')).toBeUndefined();
  });
});
