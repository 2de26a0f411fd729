// Two shapes as one tree: every operation of either, with what became slower, faster, new or missing.
// Slower and faster are of the operation's own time on the critical path: what changed beside it did not
// change how long anybody waited.

import { parentKeyOf } from '../operations/operation-tree.ts';
import type { OperationShape, Shape } from './operation-shape.ts';

export type Change = 'same' | 'slower' | 'faster' | 'new' | 'missing';

export interface ComparedOperation {
  readonly key: string;
  /** Index in the list, -1 for a root. Parents stand before children. */
  readonly parent: number;
  readonly change: Change;
  readonly before: OperationShape | undefined;
  readonly after: OperationShape | undefined;
  /** After minus before; what is not there has none. */
  readonly deltaNs: number;
}

/** Less is how one request differs from the next. */
const MIN_DELTA_NS = 1e6;
const MIN_DELTA_SHARE = 0.2;

/** Of the traces: what fewer have is not missed when it is absent. */
const USUAL_PRESENCE = 0.5;

export function compareShapes(before: Shape, after: Shape): ComparedOperation[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  const indexOf = new Map(keys.map((key, at) => [key, at]));
  return keys.map((key) => {
    const above = parentKeyOf(key);
    const one = before.get(key);
    const other = after.get(key);
    return {
      key,
      parent: above === undefined ? -1 : (indexOf.get(above) ?? -1),
      change: changeOf(one, other),
      before: one,
      after: other,
      deltaNs: (other?.pathNs ?? 0) - (one?.pathNs ?? 0),
    };
  });
}

function changeOf(before: OperationShape | undefined, after: OperationShape | undefined): Change {
  if (before === undefined) return (after?.presence ?? 0) >= USUAL_PRESENCE ? 'new' : 'same';
  if (after === undefined) return before.presence >= USUAL_PRESENCE ? 'missing' : 'same';
  const deltaNs = after.pathNs - before.pathNs;
  const least = Math.max(MIN_DELTA_NS, MIN_DELTA_SHARE * before.pathNs);
  if (Math.abs(deltaNs) < least) return 'same';
  return deltaNs > 0 ? 'slower' : 'faster';
}
