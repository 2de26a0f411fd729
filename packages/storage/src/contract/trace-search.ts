// What a search asks of the store, in plain data: already parsed and checked, no text to interpret.

import type { StatusName } from '@throughline/model/api/common';

export type AttributeScope = 'any' | 'span' | 'resource' | 'scope';

export interface AttributeCondition {
  readonly scope: AttributeScope;
  readonly key: string;
  /** As typed; it also matches numbers and booleans that are written this way. */
  readonly value: string;
}

/** Where the page before ended: its last trace's start and id. */
export interface SearchCursor {
  readonly startNs: bigint;
  /** 32 lower-case hex digits. */
  readonly traceId: string;
}

export interface TraceSearch {
  readonly service?: string;
  readonly operation?: string;
  readonly attributes: readonly AttributeCondition[];
  readonly status?: StatusName;
  readonly minSpanDurationNs?: bigint;
  readonly maxSpanDurationNs?: bigint;
  readonly minTraceDurationNs?: bigint;
  readonly maxTraceDurationNs?: bigint;
  /** Inclusive; a trace is in range when it starts in [startNs, endNs). */
  readonly startNs?: bigint;
  /** Exclusive. */
  readonly endNs?: bigint;
  readonly limit: number;
  readonly cursor?: SearchCursor;
}
