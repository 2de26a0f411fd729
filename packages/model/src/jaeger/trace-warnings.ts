// What is odd about the spans of a trace, in the words in which Jaeger says it beside them: parents that are
// missing, ids that come twice, and clocks that disagree. Only said: nothing is moved, as in Jaeger by default.

import { bytesToHex } from '../base/hex.ts';
import type { SpanBatch } from '../batch/span-batch.ts';
import { plainText } from '../span/plain-json.ts';

export const DUPLICATE_SPAN_ID = 'duplicate span IDs; skipping clock skew adjustment';

export type WarningsOf = (row: number) => readonly string[];

/** Of a whole trace. */
export function traceWarnings(batch: SpanBatch): WarningsOf {
  const rows = new Map<string, number>();
  const warnings = new Map<number, string[]>();
  const warn = (row: number, warning: string): void => {
    const before = warnings.get(row);
    if (before === undefined) warnings.set(row, [warning]);
    else before.push(warning);
  };
  for (let row = 0; row < batch.rowCount; row++) {
    const id = bytesToHex(batch.spanId.at(row));
    if (rows.has(id)) warn(row, DUPLICATE_SPAN_ID);
    else rows.set(id, row);
  }
  const hosts = hostKeys(batch);
  for (let row = 0; row < batch.rowCount; row++) {
    if (batch.parentSpanId.isZero(row)) continue;
    const id = bytesToHex(batch.parentSpanId.at(row));
    const parent = rows.get(id);
    if (parent === undefined) {
      warn(row, `parent span ID=${id} is not in the trace; skipping clock skew adjustment`);
    } else if (parent !== row && hosts(parent) !== hosts(row)) {
      const deltaNs = clockDeltaNs(batch, parent, row);
      if (deltaNs !== 0n) {
        const delta = goDuration(deltaNs);
        warn(row, `clock skew adjustment disabled; not applying calculated delta of ${delta}`);
      }
    }
  }
  return (row) => warnings.get(row) ?? [];
}

/** Spans of one host have one clock; without a name every resource is a host of its own. */
const HOST_ATTRIBUTES = ['host.id', 'host.ip', 'host.name'] as const;

function hostKeys(batch: SpanBatch): (row: number) => string {
  const keys = new Map<number, string>();
  return (row) => {
    const code = batch.resource.at(row);
    let key = keys.get(code);
    if (key === undefined) {
      const { attributes } = batch.resources.at(code);
      const host = HOST_ATTRIBUTES.map((name) => attributes.find((one) => one.key === name)).find(
        (attribute) => attribute !== undefined,
      );
      key = host === undefined ? '' : plainText(host.value);
      keys.set(code, key);
    }
    return key;
  };
}

/** By how much the child's clock seems to be behind: a call lies within the span that makes it. */
function clockDeltaNs(batch: SpanBatch, parent: number, child: number): bigint {
  const parentStart = batch.startNs.unsignedAt(parent);
  const childStart = batch.startNs.unsignedAt(child);
  const parentDuration = batch.durationNs.signedAt(parent);
  const childDuration = batch.durationNs.signedAt(child);
  if (childDuration > parentDuration) {
    // It goes on after its parent: only that it starts before can be told to be wrong.
    return childStart < parentStart ? parentStart - childStart : 0n;
  }
  const isWithin =
    childStart >= parentStart && childStart + childDuration <= parentStart + parentDuration;
  if (isWithin) return 0n;
  return parentStart + (parentDuration - childDuration) / 2n - childStart;
}

const UNITS = [
  ['µs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
] as const;

/** As Go prints a duration: `-1.5ms`, `1h2m3.5s`. */
export function goDuration(ns: bigint): string {
  if (ns < 0n) return `-${goDuration(-ns)}`;
  if (ns === 0n) return '0s';
  if (ns < 1000n) return `${ns}ns`;
  const [unit, unitNs] = UNITS.findLast(([, size]) => ns >= size) ?? UNITS[0];
  if (unit !== 's' || ns < 60_000_000_000n) return `${decimal(ns, unitNs)}${unit}`;
  const minutes = ns / 60_000_000_000n;
  const rest = `${decimal(ns % 60_000_000_000n, 1_000_000_000n)}s`;
  return minutes < 60n ? `${minutes}m${rest}` : `${minutes / 60n}h${minutes % 60n}m${rest}`;
}

function decimal(ns: bigint, unitNs: bigint): string {
  const fraction = String(ns % unitNs)
    .padStart(String(unitNs).length - 1, '0')
    .replace(/0+$/, '');
  return fraction === '' ? String(ns / unitNs) : `${ns / unitNs}.${fraction}`;
}
