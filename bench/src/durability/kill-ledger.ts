// What was sent and what was promised: the truth that the store is held against. Pure.

import type { SentTrace } from './small-traces.ts';

interface Entry {
  readonly spans: number;
  sends: number;
  isAcknowledged: boolean;
}

/** Of one trace, as the store has it. */
export interface StoredTrace {
  readonly traceId: string;
  /** As stored, and as shown: a span that was stored twice is shown once. */
  readonly rows: number;
  readonly spans: number;
}

export interface Verdict {
  readonly acknowledgedTraces: number;
  readonly acknowledgedSpans: number;
  /** Acknowledged traces that are not there, or not whole. */
  readonly missing: readonly string[];
  /** Traces that were sent once and are stored twice, or show more than was sent. */
  readonly doubled: readonly string[];
  /** Traces that nobody sent. */
  readonly foreign: readonly string[];
  /** Sent again without an answer, and stored each time: shown once. */
  readonly storedAgain: number;
}

export class KillLedger {
  private readonly entries = new Map<string, Entry>();

  sent(traces: readonly SentTrace[]): void {
    for (const { traceId, spans } of traces) {
      const entry = this.entries.get(traceId) ?? { spans, sends: 0, isAcknowledged: false };
      entry.sends++;
      this.entries.set(traceId, entry);
    }
  }

  acknowledged(traces: readonly SentTrace[]): void {
    for (const { traceId } of traces) {
      const entry = this.entries.get(traceId);
      if (entry !== undefined) entry.isAcknowledged = true;
    }
  }

  /** Acknowledged traces, to look some of them up as a user would. */
  sample(count: number): SentTrace[] {
    const all = [...this.entries].filter(([, entry]) => entry.isAcknowledged);
    const step = Math.max(1, Math.floor(all.length / count));
    return all
      .filter((_, at) => at % step === 0)
      .map(([traceId, { spans }]) => ({ traceId, spans }));
  }

  compare(stored: Iterable<StoredTrace>): Verdict {
    const doubled: string[] = [];
    const foreign: string[] = [];
    const found = new Map<string, number>();
    let storedAgain = 0;
    for (const { traceId, rows, spans } of stored) {
      const entry = this.entries.get(traceId);
      if (entry === undefined) {
        foreign.push(traceId);
        continue;
      }
      found.set(traceId, spans);
      if (spans > entry.spans || (entry.sends === 1 && rows > entry.spans)) doubled.push(traceId);
      else if (rows > entry.spans) storedAgain++;
    }
    const promised = [...this.entries].filter(([, { isAcknowledged }]) => isAcknowledged);
    return {
      acknowledgedTraces: promised.length,
      acknowledgedSpans: promised.reduce((sum, [, { spans }]) => sum + spans, 0),
      missing: promised.filter(([id, { spans }]) => found.get(id) !== spans).map(([id]) => id),
      doubled,
      foreign,
      storedAgain,
    };
  }
}
