// Asks every few seconds for traces that are newer than the list, and for new states of its newest: spans of one
// trace arrive over some seconds. While somebody has scrolled down, rows must not move: it waits.

import type { TraceSummary } from '@throughline/model/api/search';
import { useCallback, useEffect, useState } from 'react';
import { searchTraces } from '../../../data/api-client.ts';
import type { ShownSearch } from './use-search.ts';

const POLL_MS = 3000;
/** Traces that began earlier than this before the newest are taken to have arrived whole. */
const OVERLAP_MS = 60_000;
/** Of one poll. What is beyond is reached by running the search anew; the page says that it is cut. */
const MAX_PAGES = 10;
/** Scrolled further than this, one reads. */
const READING_PX = 64;

interface Live {
  readonly isPaused: boolean;
  readonly error: Error | undefined;
  readonly resume: () => void;
}

export function useLive(isOn: boolean, search: ShownSearch): Live {
  const { session, phase } = search;
  const isPaused = useIsReading(isOn);
  const [error, setError] = useState<Error>();
  const isPolling = isOn && !isPaused && phase === 'done';
  useEffect(() => {
    if (!isPolling || session === undefined) return;
    setError(undefined);
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const poll = async (): Promise<void> => {
      try {
        const { traces, isCut } = await newTraces(
          session.parameters,
          session.snapshot.traces,
          abort.signal,
        );
        if (traces.length > 0 && !abort.signal.aborted) session.mergeNewer(traces, isCut);
        setError(undefined);
      } catch (failure) {
        if (abort.signal.aborted) return;
        setError(failure instanceof Error ? failure : new Error(String(failure)));
      }
      timer = setTimeout(() => void poll(), POLL_MS);
    };
    timer = setTimeout(() => void poll(), POLL_MS);
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [isPolling, session]);
  const resume = useCallback(() => {
    document.querySelector('.page')?.scrollTo({ top: 0 });
  }, []);
  return { isPaused, error: isOn ? error : undefined, resume };
}

interface NewTraces {
  readonly traces: readonly TraceSummary[];
  readonly isCut: boolean;
}

async function newTraces(
  parameters: string,
  listed: readonly TraceSummary[],
  signal: AbortSignal,
): Promise<NewTraces> {
  const asked = new URLSearchParams(parameters);
  const newest = listed[0];
  if (newest !== undefined) {
    const newestMs = Number(BigInt(newest.startTimeUnixNano) / 1_000_000n);
    asked.set('start', new Date(newestMs - OVERLAP_MS).toISOString());
  }
  const traces: TraceSummary[] = [];
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await searchTraces(asked, signal);
    traces.push(...answer.traces);
    if (answer.nextCursor === undefined) return { traces, isCut: false };
    asked.set('cursor', answer.nextCursor);
  }
  return { traces, isCut: true };
}

function useIsReading(isOn: boolean): boolean {
  const [isReading, setReading] = useState(false);
  useEffect(() => {
    const page = document.querySelector('.page');
    if (!isOn || page === null) return;
    const measure = (): void => setReading(page.scrollTop > READING_PX);
    measure();
    page.addEventListener('scroll', measure, { passive: true });
    return () => page.removeEventListener('scroll', measure);
  }, [isOn]);
  return isOn && isReading;
}
