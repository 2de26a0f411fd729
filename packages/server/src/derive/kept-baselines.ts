// What is usual for endpoints, as it is kept: of the hour that is asked for and the day before it.

import type { EndpointBaseline } from '@throughline/analysis/baseline/endpoint-baseline';
import { baselineOfRows } from '@throughline/analysis/baseline/kept-baseline';
import type { VerdictStore } from '@throughline/storage/contract/verdict-store';

const NS_PER_SECOND = 1_000_000_000n;
export const SECONDS_PER_HOUR = 3600;
const SECONDS_BEFORE = 24 * SECONDS_PER_HOUR;

/** `hourNs`: when the hour begins. */
export async function readKept(
  verdicts: VerdictStore,
  { service, operation }: Pick<EndpointBaseline, 'service' | 'operation'>,
  hourNs: bigint,
): Promise<EndpointBaseline> {
  const hourS = Number(hourNs / NS_PER_SECOND);
  const hours = { fromS: hourS - SECONDS_BEFORE, untilS: hourS + SECONDS_PER_HOUR };
  const rows = await verdicts.usual({ service, name: operation }, hours);
  return baselineOfRows(service, operation, rows);
}
