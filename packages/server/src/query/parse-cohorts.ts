// The query string of GET /api/v1/compare/cohorts as what the engine works with: a pipeline, a selection, a range.

import type { CohortsQuery } from '@throughline/model/api/cohorts';
import type { CohortsRequest } from '@throughline/storage/contract/traceql-store';
import { instantGrid } from '@throughline/traceql/eval/metrics/time-grid';
import type { Pipeline, SpansetFilter, Stage } from '@throughline/traceql/syntax/ast';
import { parseClosedRange } from './parse-range.ts';
import { parseTimeNs, TIME_EXPECTED } from './parse-time.ts';
import { refuseParameter } from './refuse-parameter.ts';
import { parseFilter, parsePipeline } from './traceql-text.ts';

/** Shares are then exact to within half a percent, and to count them takes a moment. */
const SAMPLE_SPANS = 20_000;

/** About a second's work of a core, and some two hundred blocks of storage from all over the range. */
const READ_SPANS = 1_500_000;

const EVERY_SPAN = '{ }';

export type ParsedCohorts = Omit<CohortsRequest, 'limits'>;

export function parseCohorts(parameters: CohortsQuery, nowNs: bigint): ParsedCohorts {
  const selection = parseFilter('selection', parameters.selection);
  const range = parseClosedRange(parameters, nowNs);
  return {
    pipeline: pipelineOf(parameters, selection),
    selection,
    ...windowOf(parameters, nowNs, range),
    grid: instantGrid(range.startNs, range.endNs),
    sampleSpans: SAMPLE_SPANS,
    readSpans: READ_SPANS,
  };
}

/** With a baseline, only what is of one of the two. */
function pipelineOf({ q, baseline }: CohortsQuery, selection: SpansetFilter): Pipeline {
  const pipeline = parsePipeline('q', q ?? EVERY_SPAN);
  if (baseline === undefined) return pipeline;
  const right = parseFilter('baseline', baseline);
  const { range } = pipeline;
  const kind = 'spanset-operation';
  const either: Stage = { kind, operator: '||', left: selection, right, range };
  return { ...pipeline, stages: [...pipeline.stages, either] };
}

function windowOf(
  { selectionStart, selectionEnd }: CohortsQuery,
  nowNs: bigint,
  range: { readonly startNs: bigint; readonly endNs: bigint },
): Pick<CohortsRequest, 'window'> {
  if (selectionStart === undefined && selectionEnd === undefined) return {};
  const startNs = timeOf('selectionStart', selectionStart, nowNs) ?? range.startNs;
  const endNs = timeOf('selectionEnd', selectionEnd, nowNs) ?? range.endNs;
  if (startNs > endNs) {
    const expected = `no more than selectionEnd, which is ${selectionEnd ?? 'end'}`;
    refuseParameter('selectionStart', selectionStart ?? '', expected);
  }
  return { window: { startNs, endNs } };
}

function timeOf(field: string, text: string | undefined, nowNs: bigint): bigint | undefined {
  if (text === undefined) return undefined;
  return parseTimeNs(text, nowNs) ?? refuseParameter(field, text, TIME_EXPECTED);
}
