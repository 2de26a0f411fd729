// What is stored, and whose it is: bytes on disk by table exactly, by service and attribute as estimates.

import type { QueryLimits } from './traceql-store.ts';

export interface DiskUsageRequest {
  readonly limits: QueryLimits;
  /** Of services, and of attributes; the others are put together. */
  readonly maxItems: number;
}

export interface TableUsage {
  readonly name: string;
  readonly bytes: number;
  readonly rows: number;
}

/** Bytes are the item's share of the table of spans, by what its values take uncompressed. */
export interface ServiceUsage {
  readonly name: string;
  readonly spans: number;
  readonly bytes: number;
}

/** `columns`: what every span has, its ids, times and name. */
export type UsageKind = 'columns' | 'attribute' | 'events' | 'links';

export interface AttributeUsage {
  readonly kind: UsageKind;
  /** Of an attribute; else empty. */
  readonly name: string;
  /** That have it. */
  readonly spans: number;
  readonly bytes: number;
}

export interface UsageRest {
  readonly count: number;
  readonly bytes: number;
}

export interface DiskUsage {
  /** Largest first. */
  readonly tables: readonly TableUsage[];
  readonly services: readonly ServiceUsage[];
  readonly otherServices: UsageRest;
  readonly attributes: readonly AttributeUsage[];
  readonly otherAttributes: UsageRest;
  readonly storedSpans: number;
  /** That the estimates are made from. */
  readonly sampledSpans: number;
}
