// `start` and `end` of a request as a range of nanoseconds, open where nothing is said.

import type { TimeRange } from '@throughline/storage/contract/traceql-store';
import { parseTimeNs, TIME_EXPECTED } from './parse-time.ts';
import { refuseParameter } from './refuse-parameter.ts';

export interface RangeParameters {
  readonly start?: string;
  readonly end?: string;
}

export function parseRange({ start, end }: RangeParameters, nowNs: bigint): TimeRange {
  const startNs = timeOf('start', start, nowNs);
  const endNs = timeOf('end', end, nowNs);
  if (startNs !== undefined && endNs !== undefined && startNs > endNs) {
    refuseParameter('start', start ?? '', `no more than end, which is ${end}`);
  }
  return {
    ...(startNs === undefined ? {} : { startNs }),
    ...(endNs === undefined ? {} : { endNs }),
  };
}

function timeOf(field: string, text: string | undefined, nowNs: bigint): bigint | undefined {
  if (text === undefined) return undefined;
  return parseTimeNs(text, nowNs) ?? refuseParameter(field, text, TIME_EXPECTED);
}
