// The range of a question about services: an hour unless something else is said, and an end that is not open.

import type { TimeRange } from '@throughline/storage/contract/traceql-store';
import { parseRange, type RangeParameters } from './parse-range.ts';
import { refuseParameter } from './refuse-parameter.ts';

/** Without a start, the time that most questions are about. */
const DEFAULT_RANGE_NS = 3_600_000_000_000n;

/** Both ends are there, and there is time between them. */
export function parseFiguresRange(parameters: RangeParameters, nowNs: bigint): Required<TimeRange> {
  const range = parseRange(parameters, nowNs);
  const endNs = range.endNs ?? nowNs;
  const startNs = range.startNs ?? (endNs > DEFAULT_RANGE_NS ? endNs - DEFAULT_RANGE_NS : 0n);
  if (startNs < endNs) return { startNs, endNs };
  return refuseParameter(
    'start',
    parameters.start ?? '',
    `before end, which is ${parameters.end ?? 'now'}`,
  );
}
