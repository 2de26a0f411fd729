// Who calls whom over a range of time: services, and the databases, queues and outside services that they speak
// to and that send no spans.

import type { QueryLimits, TimeRange } from './traceql-store.ts';

export type PeerType = 'service' | 'database' | 'queue' | 'external';

export interface Peer {
  readonly type: PeerType;
  readonly name: string;
}

export interface CallFigures {
  readonly calls: number;
  /** Of these, with status error. */
  readonly errors: number;
  readonly p50Ns: number;
  readonly p95Ns: number;
  readonly p99Ns: number;
}

/** Of a service: its spans that answer a request or take a message. Of others: the calls to them. */
export interface MapNode extends Peer, CallFigures {
  /** What kind of database or queue: "postgresql". */
  readonly system?: string;
}

/** Durations are the callee's own, or the caller's where the callee sends no spans. */
export interface MapEdge extends CallFigures {
  readonly from: Peer;
  readonly to: Peer;
}

export interface ServiceMap {
  /** By calls, most first. The ends of every edge are among the nodes. */
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
  /** 1: every span was looked at. Else counts are scaled up from a sample of whole traces of this share. */
  readonly share: number;
  /** Some traces were already a sample when they came; each counts for those it stands for. */
  readonly isWeighted: boolean;
  /** Edges that are left out, as they or their ends have fewer calls. */
  readonly omittedEdges: number;
}

export interface ServiceMapRequest {
  readonly range: TimeRange;
  readonly limits: QueryLimits;
}
