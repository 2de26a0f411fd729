// The TraceQL behind what the pages about services show: what a click on a number opens in Explore.

import type { TraceOrder } from '@throughline/model/api/search';
import { UNKNOWN_SERVICE } from '@throughline/model/batch/origin';
import { printValue } from '@throughline/traceql/syntax/print-value';
import { DEFAULT_ORDER, type ExploreState } from './explore-state.ts';
import { rangeOf, type TimeRange } from './time-range.ts';

export type FiguresBasis = 'requests' | 'spans';

function quoted(text: string): string {
  return printValue({ type: 'string', value: text });
}

function serviceIs(service: string): string {
  const isNamed = `resource.service.name = ${quoted(service)}`;
  // The name that stands for services without one finds those.
  return service === UNKNOWN_SERVICE ? `(${isNamed} || !(resource.service.name != ""))` : isNamed;
}

interface SpansOfService {
  readonly service: string;
  /** `requests`: only spans of kind server and consumer. */
  readonly basis?: FiguresBasis;
  readonly operation?: string;
  readonly kind?: string;
  readonly version?: string;
  readonly isFailed?: boolean;
  readonly minDurationNs?: number;
}

const NS_PER_US = 1000;

export function spansOf(asked: SpansOfService): string {
  const { service, basis, operation, kind, version, isFailed, minDurationNs } = asked;
  const conditions = [
    serviceIs(service),
    ...(basis === 'requests' ? ['(kind = server || kind = consumer)'] : []),
    ...(kind === undefined || kind === 'unspecified' ? [] : [`kind = ${kind}`]),
    ...(operation === undefined ? [] : [`name = ${quoted(operation)}`]),
    ...(version === undefined ? [] : [`resource.service.version = ${quoted(version)}`]),
    ...(isFailed === true ? ['status = error'] : []),
    ...(minDurationNs === undefined
      ? []
      : [`duration >= ${Math.floor(minDurationNs / NS_PER_US)}us`]),
  ];
  return `{ ${conditions.join(' && ')} }`;
}

/** Calls of one service that another one answers; or those of them that failed. */
export function callsBetween(caller: string, callee: string, isFailed = false): string {
  const failed = isFailed ? ' && status = error' : '';
  return `{ ${serviceIs(caller)} } > { ${serviceIs(callee)}${failed} }`;
}

/** The finding is one of the trace; that it is in this operation is as near as the language comes. */
export function tracesWithFinding(name: string, service: string, operation: string): string {
  return `{ finding = ${quoted(name)} && ${serviceIs(service)} && name = ${quoted(operation)} }`;
}

/** The address of Explore with the traces that a query finds. */
export function exploreFor(
  range: TimeRange,
  q: string,
  order: TraceOrder = DEFAULT_ORDER,
): ExploreState {
  return { ...rangeOf(range), q, ...(order === DEFAULT_ORDER ? {} : { order }) };
}
