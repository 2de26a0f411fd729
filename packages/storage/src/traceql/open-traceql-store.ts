// TraceQL over ClickHouse: search in this folder's search.ts, and whatever else a query can be asked for beside
// it. All of them share what is known of resources and scopes.

import type { ClickHouse } from '../client/clickhouse.ts';
import type { TraceqlStore } from '../contract/traceql-store.ts';
import { whileEngineAnswers } from '../read/while-engine-answers.ts';
import { Duplicates } from './metrics/duplicates.ts';
import { queryMetrics } from './metrics/metrics.ts';
import { createReadOrigins } from './origin-cache.ts';
import { searchTraceql } from './search.ts';

export function openTraceqlStore(clickhouse: ClickHouse): Pick<TraceqlStore, 'search' | 'metrics'> {
  const readOrigins = createReadOrigins();
  const duplicates = new Duplicates();
  return {
    search: (request, asked, onProgress) =>
      whileEngineAnswers(clickhouse, asked, (signal) =>
        searchTraceql({ clickhouse, readOrigins }, request, signal, onProgress),
      ),
    metrics: (request, asked) =>
      whileEngineAnswers(clickhouse, asked, (signal) =>
        queryMetrics({ clickhouse, readOrigins, duplicates }, request, signal),
      ),
  };
}
