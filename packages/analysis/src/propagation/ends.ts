// The loose ends of traces: spans that came into a service from outside without their parent, and calls
// whose other side has no spans. And what whole hops teach: who calls whom, and which address is whose.

import { bytesToHex } from '@throughline/model/base/hex';
import {
  KIND_CLIENT,
  KIND_CONSUMER,
  KIND_PRODUCER,
  KIND_SERVER,
} from '@throughline/model/span/span-kind';
import { isOutermostCall } from '../findings/calls.ts';
import type { Trace } from '../trace/trace.ts';
import { childrenOf, isSameService, operationOf, serviceOf } from '../trace/trace.ts';
import { NO_PARENT } from '../tree/assemble-tree.ts';

export interface SpanPlace {
  readonly trace: Trace;
  readonly row: number;
}

export interface LooseEnd extends SpanPlace {
  readonly service: string;
  readonly operation: string;
  /** Nanoseconds since the epoch, to the microsecond. */
  readonly startNs: number;
  readonly endNs: number;
  readonly method: string | undefined;
  /** Path of the URL, or service and method of an RPC. */
  readonly route: string | undefined;
}

/** The side of the callee, without a caller. */
export interface LooseEntry extends LooseEnd {
  /** Whether the span names a parent: then the context was forwarded. */
  readonly namesParent: boolean;
}

/** The side of the caller, without a callee. */
export interface LooseExit extends LooseEnd {
  /** Host and port, or the service that the span names as its peer. */
  readonly peer: string | undefined;
}

export interface Hop {
  readonly caller: string;
  readonly callee: string;
  complete: number;
  /** When each of them began, where that is known. */
  readonly atNs: readonly number[];
}

interface GrowingHop extends Hop {
  readonly atNs: number[];
}

export interface Ends {
  readonly entries: readonly LooseEntry[];
  readonly exits: readonly LooseExit[];
  /** By caller and callee. */
  readonly hops: ReadonlyMap<string, Hop>;
  /** Whose an address is, from whole hops. */
  readonly serviceOfPeer: ReadonlyMap<string, string>;
}

export function hopKey(caller: string, callee: string): string {
  return JSON.stringify([caller, callee]);
}

export function collectEnds(traces: readonly Trace[]): Ends {
  const entries: LooseEntry[] = [];
  const exits: LooseExit[] = [];
  const hops = new Map<string, GrowingHop>();
  const serviceOfPeer = new Map<string, string>();
  const linked = linkedSpans(traces);
  for (const trace of traces) {
    for (let row = 0; row < trace.rowCount; row++) {
      const parent = trace.tree.parentRow[row] ?? NO_PARENT;
      if (parent === NO_PARENT) {
        if (isEntryKind(trace, row) && !hasLinks(trace, row)) entries.push(looseEntry(trace, row));
      } else if (!isSameService(trace, parent, row)) {
        countHop(hops, trace, parent, row);
        const peer = peerOf(trace, parent);
        if (peer !== undefined) serviceOfPeer.set(peer, serviceOf(trace, row));
      }
      if (isLooseExit(trace, row) && !linked.has(spanKey(trace, row))) {
        exits.push({ ...looseEnd(trace, row), peer: peerOf(trace, row) });
      }
    }
  }
  return { entries, exits, hops, serviceOfPeer };
}

/** What goes through a queue is told by links: a consumer names the message that it works on. */
function linkedSpans(traces: readonly Trace[]): ReadonlySet<string> {
  const linked = new Set<string>();
  for (const batch of new Set(traces.map((trace) => trace.batch))) {
    const { traceId, spanId } = batch.links;
    for (let link = 0; link < traceId.length; link++) {
      linked.add(`${bytesToHex(traceId.at(link))} ${bytesToHex(spanId.at(link))}`);
    }
  }
  return linked;
}

function spanKey({ traceId, batch, batchRow }: Trace, row: number): string {
  return `${traceId} ${bytesToHex(batch.spanId.at(batchRow[row] ?? 0))}`;
}

function hasLinks({ batch: { links }, batchRow, parentMissing }: Trace, row: number): boolean {
  const at = batchRow[row] ?? 0;
  // One that names its parent has lost it, whatever else it is linked with.
  if (parentMissing[row] === 1) return false;
  return links.ends.at(at) > (at === 0 ? 0 : links.ends.at(at - 1));
}

function countHop(hops: Map<string, GrowingHop>, trace: Trace, parent: number, row: number): void {
  const caller = serviceOf(trace, parent);
  const callee = serviceOf(trace, row);
  const key = hopKey(caller, callee);
  const hop = hops.get(key) ?? { caller, callee, complete: 0, atNs: [] };
  hop.complete++;
  hop.atNs.push(Number(trace.originNs) + (trace.startNs[row] ?? 0));
  hops.set(key, hop);
}

function isEntryKind(trace: Trace, row: number): boolean {
  return trace.kind[row] === KIND_SERVER || trace.kind[row] === KIND_CONSUMER;
}

/** Queries are not: few databases make spans. */
function isLooseExit(trace: Trace, row: number): boolean {
  const isCall = trace.kind[row] === KIND_PRODUCER || isOutermostCall(trace, row);
  if (!isCall || trace.isDatabase[row] === 1) return false;
  return !hasCallee(trace, row);
}

/** Below the call, or below the second span of a call that is instrumented twice. */
function hasCallee(trace: Trace, row: number): boolean {
  return childrenOf(trace, row).some(
    (child) =>
      !isSameService(trace, row, child) ||
      (trace.kind[child] === KIND_CLIENT &&
        childrenOf(trace, child).some((below) => !isSameService(trace, child, below))),
  );
}

function looseEntry(trace: Trace, row: number): LooseEntry {
  return { ...looseEnd(trace, row), namesParent: trace.parentMissing[row] === 1 };
}

function looseEnd(trace: Trace, row: number): LooseEnd {
  const originNs = Number(trace.originNs);
  return {
    trace,
    row,
    service: serviceOf(trace, row),
    operation: operationOf(trace, row),
    startNs: originNs + (trace.startNs[row] ?? 0),
    endNs: originNs + (trace.endNs[row] ?? 0),
    method: trace.fields.text('httpMethod', row),
    route: routeOf(trace, row),
  };
}

function routeOf({ fields }: Trace, row: number): string | undefined {
  const rpcMethod = fields.text('rpcMethod', row);
  if (rpcMethod !== undefined) return `${fields.text('rpcService', row) ?? ''}/${rpcMethod}`;
  const url = fields.text('url', row);
  const path = url === undefined ? fields.text('urlPath', row) : pathOfUrl(url);
  return path?.split('?')[0];
}

function pathOfUrl(url: string): string {
  return url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '').split('#')[0] || '/';
}

function peerOf({ fields }: Trace, row: number): string | undefined {
  const service = fields.text('peerService', row);
  if (service !== undefined) return service;
  const name = fields.text('peerName', row);
  const port = fields.text('peerPort', row);
  return name === undefined ? undefined : `${name}${port === undefined ? '' : `:${port}`}`;
}
