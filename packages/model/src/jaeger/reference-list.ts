// The references of one span as they were found on the wire: ids and types in arrays that are used again.

import { SPAN_ID_BYTES, TRACE_ID_BYTES } from '../batch/span-batch.ts';

const REFERENCE_BYTES = TRACE_ID_BYTES + SPAN_ID_BYTES;
const FIRST_CAPACITY = 4;

export class ReferenceList {
  count = 0;
  /** A trace id and a span id each. */
  ids = new Uint8Array(FIRST_CAPACITY * REFERENCE_BYTES);
  private followsFrom = new Uint8Array(FIRST_CAPACITY);

  clear(): void {
    this.count = 0;
  }

  /** Gives where in `ids` its trace id has to be written; all zeros until then. */
  add(): number {
    if (this.count === this.followsFrom.length) {
      const ids = new Uint8Array(2 * this.ids.length);
      ids.set(this.ids);
      this.ids = ids;
      const followsFrom = new Uint8Array(2 * this.count);
      followsFrom.set(this.followsFrom);
      this.followsFrom = followsFrom;
    }
    const at = this.count * REFERENCE_BYTES;
    this.ids.fill(0, at, at + REFERENCE_BYTES);
    this.followsFrom[this.count] = 0;
    this.count++;
    return at;
  }

  traceIdAt(reference: number): number {
    return reference * REFERENCE_BYTES;
  }

  spanIdAt(reference: number): number {
    return reference * REFERENCE_BYTES + TRACE_ID_BYTES;
  }

  /** Of the one that was added last. */
  setFollowsFrom(isFollowsFrom: boolean): void {
    this.followsFrom[this.count - 1] = isFollowsFrom ? 1 : 0;
  }

  isFollowsFrom(reference: number): boolean {
    return this.followsFrom[reference] === 1;
  }

  /** The first of this type to a span of the trace; -1 when there is none. */
  find(traceId: Uint8Array, isFollowsFrom: boolean): number {
    for (let reference = 0; reference < this.count; reference++) {
      const isOfTrace = sameBytes(this.ids, this.traceIdAt(reference), traceId, 0, TRACE_ID_BYTES);
      if (isOfTrace && this.isFollowsFrom(reference) === isFollowsFrom) return reference;
    }
    return -1;
  }
}

export function sameBytes(
  first: Uint8Array,
  firstAt: number,
  second: Uint8Array,
  secondAt: number,
  size: number,
): boolean {
  for (let at = 0; at < size; at++) if (first[firstAt + at] !== second[secondAt + at]) return false;
  return true;
}
