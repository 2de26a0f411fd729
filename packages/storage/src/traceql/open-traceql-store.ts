// TraceQL over ClickHouse: search in this folder's search.ts, and whatever else a query can be asked for beside
// it. All of them share what is known of resources and scopes.

import type { ClickHouse } from '../client/clickhouse.ts';
import type { TraceqlStore } from '../contract/traceql-store.ts';
import { whileEngineAnswers } from '../read/while-engine-answers.ts';
import { explainSearch } from './explain-search.ts';
import { compareCohorts } from './metrics/cohorts.ts';
import { Duplicates } from './metrics/duplicates.ts';
import { queryMetrics } from './metrics/metrics.ts';
import { attributeNames } from './names.ts';
import type { ReadOrigins } from './origin-cache.ts';
import { searchTraceql } from './search.ts';
import { attributeValues } from './values.ts';

export function openTraceqlStore(clickhouse: ClickHouse, readOrigins: ReadOrigins): TraceqlStore {
  const duplicates = new Duplicates();
  return {
    search: (request, asked, onProgress) =>
      whileEngineAnswers(clickhouse, asked, (signal) =>
        searchTraceql({ clickhouse, readOrigins }, request, signal, onProgress),
      ),
    explain: (request, asked) =>
      whileEngineAnswers(clickhouse, asked, (signal) => explainSearch(clickhouse, request, signal)),
    metrics: (request, asked) =>
      whileEngineAnswers(clickhouse, asked, (signal) =>
        queryMetrics({ clickhouse, readOrigins, duplicates }, request, signal),
      ),
    cohorts: (request, asked) =>
      whileEngineAnswers(clickhouse, asked, (signal) =>
        compareCohorts({ clickhouse, readOrigins, duplicates }, request, signal),
      ),
    attributeNames: (request, asked) =>
      whileEngineAnswers(clickhouse, asked, (signal) =>
        attributeNames({ clickhouse, readOrigins }, request, signal),
      ),
    attributeValues: (request, asked) =>
      whileEngineAnswers(clickhouse, asked, (signal) =>
        attributeValues({ clickhouse, readOrigins }, request, signal),
      ),
  };
}
