// What is usual for the endpoints of arriving traces, while they are analysed: as it is kept, and with what has come
// since. What has come is handed over for keeping, slice by slice.

import {
  addTrace,
  type EndpointBaseline,
  emptyBaseline,
  mergeBaselines,
} from '@throughline/analysis/baseline/endpoint-baseline';
import {
  type BaselineRow,
  rowsOfBaseline,
  WHOLE,
} from '@throughline/analysis/baseline/kept-baseline';
import type { OperationTree } from '@throughline/analysis/operations/operation-tree';
import { operationOf, serviceOf, type Trace } from '@throughline/analysis/trace/trace';
import type { UsualOfEndpoint, VerdictStore } from '@throughline/storage/contract/verdict-store';
import { readKept, SECONDS_PER_HOUR } from '../kept-baselines.ts';

/** In memory, of some 100 kB each; one that is needed again is read again. */
const MAX_LIVE = 128;

/** Endpoints of which something is kept in one hour: beyond it, the names of roots hold ids. */
const MAX_ENDPOINTS = 1_000;

/** After this, hours that are over a day ago are to be forgotten. */
const REREAD_MS = 10 * 60_000;

const NS_PER_HOUR = 3_600_000_000_000n;

interface Live {
  readonly readMs: number;
  baseline: EndpointBaseline;
}

interface Unsaved {
  readonly hourS: number;
  readonly baseline: EndpointBaseline;
}

export class LiveBaselines {
  private readonly verdicts: VerdictStore;
  private readonly nowMs: () => number;
  private readonly live = new Map<string, Live>();
  private unsaved = new Map<string, Unsaved>();
  private known = { hourS: 0, endpoints: new Set<string>() };

  constructor(verdicts: VerdictStore, nowMs: () => number) {
    this.verdicts = verdicts;
    this.nowMs = nowMs;
  }

  /** What is usual for the trace's endpoint, without the trace unless it was added. */
  async of(trace: Trace): Promise<EndpointBaseline> {
    const [service, operation] = endpointOf(trace);
    const key = JSON.stringify([service, operation]);
    const found = this.live.get(key);
    if (found !== undefined && this.nowMs() - found.readMs < REREAD_MS) {
      // The least recently used goes first.
      this.live.delete(key);
      this.live.set(key, found);
      return found.baseline;
    }
    const hourNs = trace.originNs - (trace.originNs % NS_PER_HOUR);
    let baseline = await readKept(this.verdicts, { service, operation }, hourNs);
    for (const unsaved of this.unsaved.values()) {
      const isSame =
        unsaved.baseline.service === service && unsaved.baseline.operation === operation;
      if (isSame) baseline = mergeBaselines(baseline, unsaved.baseline);
    }
    const [oldest] = this.live.keys();
    if (this.live.size >= MAX_LIVE && oldest !== undefined) this.live.delete(oldest);
    this.live.set(key, { readMs: this.nowMs(), baseline });
    return baseline;
  }

  /** False where it is not counted: there are too many endpoints. */
  add(trace: Trace, tree: OperationTree): boolean {
    const [service, operation] = endpointOf(trace);
    const endpoint = JSON.stringify([service, operation]);
    const hourS = Number(trace.originNs / NS_PER_HOUR) * SECONDS_PER_HOUR;
    if (!this.mayKeep(endpoint, hourS)) return false;
    const key = `${hourS} ${endpoint}`;
    let unsaved = this.unsaved.get(key);
    if (unsaved === undefined) {
      unsaved = { hourS, baseline: emptyBaseline(service, operation) };
      this.unsaved.set(key, unsaved);
    }
    const live = this.live.get(endpoint);
    if (live !== undefined) addTrace(live.baseline, trace, tree);
    addTrace(unsaved.baseline, trace, tree);
    return true;
  }

  private mayKeep(endpoint: string, hourS: number): boolean {
    if (hourS > this.known.hourS) this.known = { hourS, endpoints: new Set() };
    const { endpoints } = this.known;
    if (endpoints.has(endpoint)) return true;
    if (endpoints.size >= MAX_ENDPOINTS) return false;
    endpoints.add(endpoint);
    return true;
  }

  /** What was added since the last time. */
  takeUnsaved(): UsualOfEndpoint[] {
    const taken = [...this.unsaved.values()];
    this.unsaved = new Map();
    return taken.map(({ hourS, baseline }) => ({
      service: baseline.service,
      name: baseline.operation,
      hourS,
      paths: this.knownPaths(baseline),
    }));
  }

  /**
   * Where every trace has other paths, those that are known are kept, and no others: they are as many as one baseline
   * may have, whatever comes in the course of a day.
   */
  private knownPaths(baseline: EndpointBaseline): BaselineRow[] {
    const { service, operation } = baseline;
    const live = this.live.get(JSON.stringify([service, operation]))?.baseline;
    const rows = rowsOfBaseline(baseline);
    if (live === undefined) return rows;
    return rows.filter(({ path }) => path === WHOLE || live.operations[path] !== undefined);
  }
}

function endpointOf(trace: Trace): [service: string, operation: string] {
  return [serviceOf(trace, trace.rootRow), operationOf(trace, trace.rootRow)];
}
