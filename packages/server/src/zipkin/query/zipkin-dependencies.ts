// What Zipkin's query API needs from the rest of the server.

import type { ReadyAnswer } from '@throughline/model/api/status';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import type { QueryLimits } from '@throughline/storage/contract/traceql-store';
import type { FastifyBaseLogger } from 'fastify';
import type { Metrics } from '../../telemetry/metrics.ts';
import type { SelfTracer } from '../../telemetry/self-traces.ts';

export interface ZipkinQueryDependencies {
  readonly store: Pick<SpanStore, 'services' | 'operations' | 'dependencies' | 'trace' | 'traceql'>;
  readonly metrics: Metrics;
  /** undefined: the server keeps no traces of itself. */
  readonly selfTracer?: SelfTracer | undefined;
  readonly logger: FastifyBaseLogger;
  readonly version: string;
  /** The address the listener binds; decides which Host headers are taken. */
  readonly host: string;
  readonly limits: QueryLimits;
  readiness(): Promise<ReadyAnswer>;
  /** Nanoseconds since the epoch. */
  nowNs(): bigint;
  /** Of the listener with our own page; undefined while there is none. */
  pagePort(): string | undefined;
}
