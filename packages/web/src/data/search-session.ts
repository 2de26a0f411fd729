// One search: traces as they are found, page after page, until there are no more, it is cancelled, or it fails.
// It outlives the page that shows it, so that whoever comes back from a trace finds the list as it was.

import type { SearchEnd, TraceSummary } from '@throughline/model/api/search';
import type { ReadStatistics } from '@throughline/model/api/traceql';
import { searchEvents } from './search-events.ts';

export type SearchPhase = 'searching' | 'loading-more' | 'done' | 'cancelled' | 'failed';

export interface SearchSnapshot {
  readonly traces: readonly TraceSummary[];
  readonly phase: SearchPhase;
  /** Of the last page that came to its end. */
  readonly end: SearchEnd | undefined;
  readonly progress: ReadStatistics | undefined;
  readonly error: Error | undefined;
  /** The list is not whole: of what arrived live, older traces were left out. */
  readonly isCut: boolean;
}

/** Of a search that has just begun. */
export const NOTHING_YET: SearchSnapshot = {
  traces: [],
  phase: 'searching',
  end: undefined,
  progress: undefined,
  error: undefined,
  isCut: false,
};

/** Rows of a list that grows by itself: the older ones go, and are said to have gone. */
export const MAX_LIVE_TRACES = 5_000;

/** Traces are shown in bunches: each drawing costs more than a trace does. */
const SHOW_EVERY_MS = 60;

export class SearchSession {
  /** The parameters of GET /api/v1/traces, but for the cursor. */
  readonly parameters: string;
  #snapshot = NOTHING_YET;
  #abort = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<() => void>();

  constructor(parameters: string) {
    this.parameters = parameters;
    void this.#run(undefined);
  }

  get snapshot(): SearchSnapshot {
    return this.#snapshot;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get isRunning(): boolean {
    return this.#snapshot.phase === 'searching' || this.#snapshot.phase === 'loading-more';
  }

  /** What was found stays. Closing the connection ends the work in the engine. */
  cancel(): void {
    if (!this.isRunning) return;
    this.#abort.abort();
    this.#set({ phase: 'cancelled' });
  }

  /** The next page; after a failure or a cancel, the same one again. */
  loadMore(): void {
    const cursor = this.#snapshot.end?.nextCursor;
    if (this.isRunning || cursor === undefined) return;
    this.#abort = new AbortController();
    this.#set({ phase: 'loading-more', progress: undefined, error: undefined });
    void this.#run(cursor);
  }

  /** Traces that began after the search, and new states of those that are listed: newest first. */
  mergeNewer(found: readonly TraceSummary[], isCut: boolean): void {
    const byId = new Map(found.map((trace) => [trace.traceId, trace]));
    const listed = this.#snapshot.traces.map((trace) => {
      const newer = byId.get(trace.traceId) ?? trace;
      byId.delete(trace.traceId);
      return newer;
    });
    const all = [...byId.values(), ...listed].sort(byStartDescending);
    const kept = all.slice(0, MAX_LIVE_TRACES);
    this.#set({
      traces: kept,
      isCut: this.#snapshot.isCut || isCut || kept.length < all.length,
    });
  }

  async #run(cursor: string | undefined): Promise<void> {
    const { signal } = this.#abort;
    const query = new URLSearchParams(this.parameters);
    if (cursor !== undefined) query.append('cursor', cursor);
    const before = this.#snapshot.traces;
    const known = new Set(before.map(({ traceId }) => traceId));
    const found: TraceSummary[] = [];
    try {
      for await (const event of searchEvents(query, signal)) {
        if (event.kind === 'trace' && !known.has(event.trace.traceId)) found.push(event.trace);
        if (event.kind === 'done') {
          this.#set({ traces: [...before, ...found], end: event.end, phase: 'done' });
        } else {
          const progress = event.kind === 'progress' ? event.statistics : this.#snapshot.progress;
          this.#later({ traces: [...before, ...found], progress });
        }
      }
    } catch (error) {
      if (signal.aborted) return;
      const shown = error instanceof Error ? error : new Error(String(error));
      this.#set({ traces: [...before, ...found], phase: 'failed', error: shown });
    }
  }

  #pending: Partial<SearchSnapshot> = {};

  #later(change: Partial<SearchSnapshot>): void {
    this.#pending = change;
    this.#timer ??= setTimeout(() => {
      if (this.isRunning) this.#set(this.#pending);
    }, SHOW_EVERY_MS);
  }

  #set(change: Partial<SearchSnapshot>): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#snapshot = { ...this.#snapshot, ...change };
    for (const listener of this.#listeners) listener();
  }
}

function byStartDescending(a: TraceSummary, b: TraceSummary): number {
  const difference = BigInt(b.startTimeUnixNano) - BigInt(a.startTimeUnixNano);
  if (difference !== 0n) return difference < 0n ? -1 : 1;
  return a.traceId < b.traceId ? 1 : -1;
}
