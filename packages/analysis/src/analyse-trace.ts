// Everything that can be said of one trace, as plain data for the API, the page and the terminal. Rows are
// those of the batch; times are nanoseconds from the earliest start. O(n log n).

import type { SpanBatch } from '@throughline/model/batch/span-batch';
import type { EndpointBaseline } from './baseline/endpoint-baseline.ts';
import type { PairShift } from './clock/move-clocks.ts';
import { type CulpritReport, findCulprits } from './culprit/find-culprits.ts';
import { type FindingSettings, findAll } from './findings/find-all.ts';
import type { Finding } from './findings/finding.ts';
import { buildOperationTree } from './operations/operation-tree.ts';
import { findCriticalPath, type PathEnd } from './path/critical-path.ts';
import { type PathShares, sharePath } from './path/shares.ts';
import { WORK_KINDS, type WorkKind } from './path/work.ts';
import type { Repair } from './trace/repair.ts';
import { readTrace, type Trace } from './trace/trace.ts';

export interface AnalysisOptions {
  /** What is usual for the endpoint; without it nothing is called slow. */
  readonly baseline?: EndpointBaseline;
  readonly findings?: FindingSettings;
  /** Shifts of clocks that many traces have shown. */
  readonly clockShifts?: readonly PairShift[];
  readonly pathEnd?: PathEnd;
}

export interface PathSegment {
  readonly row: number;
  readonly fromNs: number;
  readonly toNs: number;
  readonly work: WorkKind;
}

export interface TraceAnalysis {
  readonly traceId: string;
  /** The row that stands for the trace. */
  readonly rootRow: number;
  readonly repairs: readonly Repair[];
  /** Rows whose clock was moved, and by how much. */
  readonly clockShifts: readonly { readonly row: number; readonly shiftNs: number }[];
  readonly criticalPath: readonly PathSegment[];
  readonly pathNs: number;
  readonly shares: PathShares;
  readonly culprits: CulpritReport;
  readonly findings: readonly Finding[];
}

/** `batch` holds the spans of one trace, at least one. */
export function analyseTrace(batch: SpanBatch, options: AnalysisOptions = {}): TraceAnalysis {
  const trace = readTrace(batch, options.clockShifts);
  const path = findCriticalPath(trace, options.pathEnd);
  const tree = buildOperationTree(trace, path);
  const report = findCulprits(trace, tree, options.baseline);
  const findings = findAll(trace, path, tree, options.findings);
  const toBatch = (rows: readonly number[]): number[] =>
    rows.map((row) => trace.batchRow[row] ?? 0);
  return {
    traceId: trace.traceId,
    rootRow: trace.batchRow[trace.rootRow] ?? 0,
    repairs: trace.repairs.map((repair) => ({ ...repair, rows: toBatch(repair.rows) })),
    clockShifts: listShifts(trace),
    criticalPath: Array.from(path.row, (row, at) => ({
      row: trace.batchRow[row] ?? 0,
      fromNs: path.segmentFromNs[at] ?? 0,
      toNs: path.segmentToNs[at] ?? 0,
      work: WORK_KINDS[path.work[at] ?? 0] ?? 'own-code',
    })),
    pathNs: path.toNs - path.fromNs,
    shares: sharePath(trace, path),
    culprits: {
      ...report,
      culprits: report.culprits.map((each) => ({ ...each, rows: toBatch(each.rows) })),
    },
    findings: findings.map((finding) => ({ ...finding, rows: toBatch(finding.rows) })),
  };
}

function listShifts(trace: Trace): { row: number; shiftNs: number }[] {
  const shifts: { row: number; shiftNs: number }[] = [];
  trace.clockShiftNs.forEach((shiftNs, row) => {
    if (shiftNs !== 0) shifts.push({ row: trace.batchRow[row] ?? 0, shiftNs });
  });
  return shifts;
}
