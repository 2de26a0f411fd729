// Verdicts over ClickHouse: the parts of this folder behind the contract.

import { asStoreError, type ClickHouse } from '../client/clickhouse.ts';
import type { QueryLimits } from '../contract/traceql-store.ts';
import type { VerdictStore } from '../contract/verdict-store.ts';
import { rowsOf } from '../read/rows-of.ts';
import { whileEngineAnswers } from '../read/while-engine-answers.ts';
import type { ReadOrigins } from '../traceql/origin-cache.ts';
import { openReadSession, type ReadSession, readWhole } from '../traceql/read-session.ts';
import { findFindings } from './find-findings.ts';
import { readVerdicts } from './read-verdicts.ts';
import { readRestedSpans } from './rested-spans.ts';
import { countRested, readFirstReceived, readRested } from './rested-traces.ts';
import { saveSlice } from './save-slice.ts';
import { readUsualPaths } from './usual-paths.ts';

/** Of one statement for the analysis in the background: what takes longer would keep others waiting. */
const BACKGROUND_LIMITS: QueryLimits = { timeoutMs: 20_000, maxMemoryBytes: 256 * 1024 ** 2 };

export function openVerdictStore(clickhouse: ClickHouse, readOrigins: ReadOrigins): VerdictStore {
  let savedMs = 0;
  const read = <T>(
    asked: AbortSignal | undefined,
    limits: QueryLimits,
    work: (session: ReadSession) => Promise<T>,
  ): Promise<T> =>
    whileEngineAnswers(clickhouse, asked, (signal) => readWhole(clickhouse, limits, signal, work));
  const inBackground = <T>(
    asked: AbortSignal | undefined,
    work: (session: ReadSession) => Promise<T>,
  ): Promise<T> => read(asked, BACKGROUND_LIMITS, work);

  return {
    async analysedUntilMs(signal) {
      const query = 'SELECT toFloat64(max(until_ms)) AS untilMs FROM analysis_progress';
      const [row] = await rowsOf<{ untilMs: number }>(clickhouse, query, {}, signal);
      return row === undefined || row.untilMs === 0 ? undefined : row.untilMs;
    },
    saveProgress: (untilMs) =>
      written(async () => {
        await clickhouse.client().insert({
          table: 'analysis_progress',
          values: [{ of: 0, until_ms: String(Math.floor(untilMs)) }],
          format: 'JSONEachRow',
        });
      }),
    firstReceivedMs: (fromMs, signal) =>
      inBackground(signal, (session) => readFirstReceived(session, fromMs)),
    countRested: (window, signal) =>
      inBackground(signal, (session) => countRested(session, window)),
    rested: (window, share, signal) =>
      inBackground(signal, (session) => readRested(session, window, share)),
    spansOf: (traces, signal) =>
      readRestedSpans(openReadSession(clickhouse, BACKGROUND_LIMITS, signal), readOrigins, traces),
    save(slice) {
      // The later of two verdicts on a trace counts, also within a millisecond.
      savedMs = Math.max(Date.now(), savedMs + 1);
      const atMs = savedMs;
      return written(() => saveSlice(clickhouse, slice, atMs));
    },
    verdicts: (traceIds, sinceNs, signal) =>
      inBackground(signal, (session) => readVerdicts(session, traceIds, sinceNs)),
    usual: (endpoint, range, signal) =>
      inBackground(signal, (session) => readUsualPaths(session, endpoint, range)),
    findings: (request, signal) =>
      read(signal, request.limits, (session) => findFindings(session, request)),
  };
}

async function written(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw asStoreError(error);
  }
}
