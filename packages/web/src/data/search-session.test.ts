import type { TraceSummary } from '@throughline/model/api/search';
import { afterEach, expect, it, vi } from 'vitest';
import { MAX_LIVE_TRACES, SearchSession } from './search-session.ts';

/** It comes at once, or late on a machine that is busy. */
const PATIENT = { timeout: 10_000 };

const STATISTICS = { inspectedTraces: 1, inspectedSpans: 2, inspectedBytes: 3 };

function trace(id: number, startNs = id, spanCount = 1): TraceSummary {
  return {
    traceId: String(id).padStart(32, '0'),
    ...{ rootService: 'shop', rootName: 'GET /', hasRoot: true },
    startTimeUnixNano: String(startNs),
    durationNano: '1',
    ...{ spanCount, errorCount: 0, services: [], spansets: [] },
  };
}

function event(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

function done(nextCursor?: string): string {
  const hasMore = nextCursor !== undefined;
  const total = { count: 3, isExact: !hasMore };
  const end = { query: '{ }', hasMore, total, statistics: STATISTICS };
  return event('done', hasMore ? { ...end, nextCursor } : end);
}

/** Answers with these texts, each cut in two in the middle of a character or a line. */
function answerWith(...texts: readonly string[]): { readonly asked: string[] } {
  const asked: string[] = [];
  const left = [...texts];
  vi.stubGlobal('location', { host: 'localhost' });
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(path);
    const bytes = new TextEncoder().encode(left.shift() ?? '');
    const middle = Math.floor(bytes.length / 2);
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(bytes.slice(0, middle));
        controller.enqueue(bytes.slice(middle));
        controller.close();
      },
    });
    return new Response(body, { status: 200 });
  });
  return { asked };
}

afterEach(() => vi.unstubAllGlobals());

function idsOf(session: SearchSession): readonly number[] {
  return session.snapshot.traces.map(({ traceId }) => Number(traceId));
}

it('has traces as they come, and page after page', async () => {
  const first = event('trace', trace(3)) + event('progress', STATISTICS) + done('next');
  // The last trace of a page may come again on the next one.
  const second = event('trace', trace(3)) + event('trace', trace(1)) + done();
  const { asked } = answerWith(first, second);
  const session = new SearchSession('limit=1');
  await vi.waitFor(() => expect(session.snapshot.phase).toBe('done'), PATIENT);
  expect(idsOf(session)).toEqual([3]);
  session.loadMore();
  await vi.waitFor(() => expect(session.snapshot.end?.hasMore).toBe(false), PATIENT);
  expect(idsOf(session)).toEqual([3, 1]);
  expect(asked).toEqual(['/api/v1/traces?limit=1', '/api/v1/traces?limit=1&cursor=next']);
});

it('keeps what was found when it fails, and when the connection ends too early', async () => {
  const body = { error: { code: 'QUERY_LIMIT', message: 'too much' } };
  answerWith(event('trace', trace(3)) + event('error', body));
  const session = new SearchSession('');
  await vi.waitFor(() => expect(session.snapshot.phase).toBe('failed'), PATIENT);
  expect(session.snapshot.error?.message).toBe('too much');
  expect(idsOf(session)).toEqual([3]);
  answerWith(event('trace', trace(4)));
  const cut = new SearchSession('');
  await vi.waitFor(() => expect(cut.snapshot.error?.message).toContain('went away'), PATIENT);
});

it('is over when it is cancelled', async () => {
  vi.stubGlobal('fetch', (_path: string, { signal }: RequestInit) => {
    return new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason));
    });
  });
  const session = new SearchSession('');
  session.cancel();
  expect(session.snapshot.phase).toBe('cancelled');
  expect(session.isRunning).toBe(false);
});

it('takes in newer traces and new states, newest first, and no more than it keeps', async () => {
  answerWith(event('trace', trace(5)) + event('trace', trace(3)) + done());
  const session = new SearchSession('');
  await vi.waitFor(() => expect(session.snapshot.phase).toBe('done'), PATIENT);
  session.mergeNewer([trace(7), trace(5, 5, 9)], false);
  expect(idsOf(session)).toEqual([7, 5, 3]);
  expect(session.snapshot.traces[1]?.spanCount).toBe(9);
  expect(session.snapshot.isCut).toBe(false);
  const many = Array.from({ length: MAX_LIVE_TRACES }, (_, index) => trace(100 + index));
  session.mergeNewer(many, false);
  expect(session.snapshot.traces).toHaveLength(MAX_LIVE_TRACES);
  expect(session.snapshot.isCut).toBe(true);
  expect(idsOf(session)[0]).toBe(99 + MAX_LIVE_TRACES);
});
