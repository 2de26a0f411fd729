// `start` and `end` of a request as a range of nanoseconds: open where nothing is said, or closed by what is usual.

import type { TimeRange } from '@throughline/storage/contract/traceql-store';
import { parseTimeNs, TIME_EXPECTED } from './parse-time.ts';
import { refuseParameter } from './refuse-parameter.ts';

/** Without a start, the time that most questions are about: an hour. */
const DEFAULT_RANGE_NS = 3_600_000_000_000n;

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

/** Both ends are there, and there is time between them. */
export function parseClosedRange(parameters: RangeParameters, nowNs: bigint): Required<TimeRange> {
  const range = parseRange(parameters, nowNs);
  const endNs = range.endNs ?? nowNs;
  const startNs = range.startNs ?? (endNs > DEFAULT_RANGE_NS ? endNs - DEFAULT_RANGE_NS : 0n);
  if (startNs < endNs) return { startNs, endNs };
  const expected = `before end, which is ${parameters.end ?? 'now'}`;
  return refuseParameter('start', parameters.start ?? '', expected);
}

function timeOf(field: string, text: string | undefined, nowNs: bigint): bigint | undefined {
  if (text === undefined) return undefined;
  return parseTimeNs(text, nowNs) ?? refuseParameter(field, text, TIME_EXPECTED);
}
