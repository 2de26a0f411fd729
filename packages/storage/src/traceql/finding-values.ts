// The values of `finding`: every name there is, with the number of traces in which it was found.

import { FINDING_NAMES } from '@throughline/model/span/finding-name';
import type { ClickHouse } from '../client/clickhouse.ts';
import type { AttributeValueCount, QueryLimits, TimeRange } from '../contract/traceql-store.ts';
import { countByName } from '../verdicts/find-findings.ts';
import { readWhole } from './read-session.ts';

const LIMITS: QueryLimits = { timeoutMs: 5_000, maxMemoryBytes: 512 * 1024 ** 2 };

export async function findingValues(
  clickhouse: ClickHouse,
  range: TimeRange,
  signal: AbortSignal | undefined,
): Promise<AttributeValueCount[]> {
  const counted = await readWhole(clickhouse, LIMITS, signal, (session) =>
    countByName(session, range),
  );
  const countOf = new Map(counted.map(({ name, traces }) => [name, traces]));
  return FINDING_NAMES.map((value) => ({
    value: { type: 'string', value },
    count: countOf.get(value) ?? 0,
  }));
}
