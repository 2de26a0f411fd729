// What the HTTP API needs from the rest of the server. The composition root fills it; tests fill it
// with what they want to look at.

import type { PairShift } from '@throughline/analysis/clock/move-clocks';
import type { FindingSettings } from '@throughline/analysis/findings/find-all';
import type { LinkTemplate } from '@throughline/model/api/link-templates';
import type { ReadyAnswer, StatusAnswer } from '@throughline/model/api/status';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import type { TraceKeeper } from '@throughline/storage/contract/trace-keeper';
import type { QueryLimits } from '@throughline/storage/contract/traceql-store';
import type { FastifyBaseLogger } from 'fastify';
import type { ExportContext } from '../ingest/export-traces.ts';
import type { SamplingSource } from '../jaeger/sampling/sampling-strategies.ts';
import type { SavedQueries } from '../query/saved-queries.ts';
import type { IngestActivity } from '../telemetry/ingest-activity.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { SelfTracer } from '../telemetry/self-traces.ts';

/** Of arriving traces, and what is a finding in any. */
export interface AnalysisState {
  readonly isOn: boolean;
  readonly settings: FindingSettings;
  /** Traces that got their last span before have been looked at. */
  analysedUntilMs(): number | undefined;
  /** Of clocks, as arriving traces have shown them. */
  clockShifts(): readonly PairShift[];
}

export interface AppDependencies {
  readonly store: SpanStore;
  /** For spans that come in files, or are made here. */
  readonly ingest: ExportContext;
  /** What has come in lately. */
  readonly activity: Pick<IngestActivity, 'protocols' | 'timesMs'>;
  readonly demo: { readonly isOffered: boolean };
  readonly linkTemplates: readonly LinkTemplate[];
  readonly sampling: Pick<SamplingSource, 'answer' | 'file' | 'put'>;
  readonly savedQueries: SavedQueries;
  readonly keeper: Pick<TraceKeeper, 'countTraces' | 'deleteTraces' | 'deletions'>;
  /** Of one TraceQL query. */
  readonly queryLimits: QueryLimits;
  readonly analysis: AnalysisState;
  readonly metrics: Metrics;
  /** undefined: the server keeps no traces of itself. */
  readonly selfTracer?: SelfTracer | undefined;
  readonly logger: FastifyBaseLogger;
  readonly version: string;
  /** The address the listener binds; decides which Host headers are taken. */
  readonly host: string;
  /** Directory of the built UI; undefined when it has not been built. */
  readonly webRoot: string | undefined;
  status(): Promise<StatusAnswer>;
  readiness(): Promise<ReadyAnswer>;
  /** Nanoseconds since the epoch: what "now" means in a search. */
  nowNs(): bigint;
}
