// What the rollup knows of a batch: spans, durations and their histogram for every minute, service, operation,
// kind and status, counted in one pass over the batch's own codes, without an object or a text per span.
// Does not know how rows are stored (rollups-block.ts).

import { Dictionary } from '@throughline/model/batch/dictionary';
import type { SpanBatch } from '@throughline/model/batch/span-batch';
import { samplingWeight } from '@throughline/traceql/eval/metrics/sampling-weight';
import { filedTimes, type Words } from './filed-time.ts';

const FIRST_ROWS = 256;

/** A table that an unusual batch made larger is given back. */
const MAX_KEPT_ROWS = 65_536;

/** Of one row's histogram: buckets are below it. A row and its bucket are one number of 32 bits. */
const BUCKET_RANGE = 1024;

/** Shorter than a nanosecond, or negative. */
const NO_DURATION_BUCKET = 0;

/** 16 buckets to a power of two: a quantile is off by 3 % at most. */
const BUCKETS_PER_DOUBLING = 16;

/** Exponent and the first four bits of the mantissa of the double 1. */
const BITS_OF_ONE = 1023 * BUCKETS_PER_DOUBLING;

const durationDouble = new Float64Array(1);
const durationWords = new Uint32Array(durationDouble.buffer);

/** The bits of a double are the logarithm; where buckets begin stands with the table (migration 0005). */
function bucketOf(low: number, high: number): number {
  if (high >= 0x8000_0000 || (low | high) === 0) return NO_DURATION_BUCKET;
  durationDouble[0] = high * 0x1_0000_0000 + low;
  return ((durationWords[1] as number) >>> 16) - BITS_OF_ONE + 1;
}

export interface RollupKey {
  readonly day: number;
  readonly minute: number;
  readonly service: number;
  readonly name: number;
  readonly kindStatus: number;
}

/** The histogram is `[firstBucket, endBucket)` of `buckets` and `counts`. */
export interface RollupSums {
  readonly spans: number;
  readonly weighted: number;
  readonly durationLow: number;
  readonly durationHigh: number;
  readonly lastSeenMs: number;
  readonly buckets: Uint16Array;
  readonly counts: Uint32Array;
  readonly firstBucket: number;
  readonly endBucket: number;
}

/** A key of four words, and its row. Cleared for each batch; the memory stays. */
export class RollupRows {
  /** Rows of this batch; every column below has as many. */
  count = 0;
  day = new Uint16Array(FIRST_ROWS);
  /** Minutes since the epoch. */
  minute = new Uint32Array(FIRST_ROWS);
  /** Codes into `services` and the batch's names. */
  service = new Uint32Array(FIRST_ROWS);
  name = new Uint32Array(FIRST_ROWS);
  /** Kind, and status in the second byte. */
  kindStatus = new Uint16Array(FIRST_ROWS);
  spans = new Float64Array(FIRST_ROWS);
  weighted = new Float64Array(FIRST_ROWS);
  /** Sums of the two words of durations, each exact. */
  durationLow = new Float64Array(FIRST_ROWS);
  durationHigh = new Float64Array(FIRST_ROWS);
  lastSeenMs = new Float64Array(FIRST_ROWS);
  readonly buckets = new BucketCounts();
  services = new Dictionary();
  private slots = new Int32Array(2 * FIRST_ROWS).fill(-1);

  collect(batch: SpanBatch): void {
    this.clear();
    const { services } = this;
    const serviceOf = Uint32Array.from(batch.resources.entries, (r) =>
      services.internText(r.serviceName),
    );
    const weightOf = traceStateWeights(batch);
    const resource = batch.resource.values;
    const names = batch.name.codes.values;
    const kinds = batch.kind.values;
    const statuses = batch.statusCode.values;
    const states = batch.traceState.codes.values;
    const duration = batch.durationNs.words;
    const times = filedTimes(batch);
    const filed: Words = { low: 0, high: 0 };
    for (let at = 0; at < batch.rowCount; at++) {
      times.start(at, filed);
      const row = this.rowOf(
        times.receivedDay(at),
        minuteOf(filed.low, filed.high),
        serviceOf[resource[at] as number] as number,
        names[at] as number,
        (kinds[at] as number) | ((statuses[at] as number) << 8),
      );
      const low = duration[2 * at] as number;
      const high = duration[2 * at + 1] as number;
      const bucket = bucketOf(low, high);
      (this.spans[row] as number)++;
      (this.weighted[row] as number) += weightOf[states[at] as number] as number;
      if (bucket !== NO_DURATION_BUCKET) {
        (this.durationLow[row] as number) += low;
        (this.durationHigh[row] as number) += high;
      }
      const receivedMs = batch.receivedMs.unsignedNumberAt(at);
      if (receivedMs > (this.lastSeenMs[row] as number)) this.lastSeenMs[row] = receivedMs;
      this.buckets.add(row * BUCKET_RANGE + bucket);
    }
  }

  /** Adds what another table of rows has, row by row; codes of services and names are of this one. */
  addRow(key: RollupKey, sums: RollupSums): void {
    const row = this.rowOf(key.day, key.minute, key.service, key.name, key.kindStatus);
    (this.spans[row] as number) += sums.spans;
    (this.weighted[row] as number) += sums.weighted;
    (this.durationLow[row] as number) += sums.durationLow;
    (this.durationHigh[row] as number) += sums.durationHigh;
    if (sums.lastSeenMs > (this.lastSeenMs[row] as number)) this.lastSeenMs[row] = sums.lastSeenMs;
    const { buckets, counts } = sums;
    for (let at = sums.firstBucket; at < sums.endBucket; at++) {
      this.buckets.add(row * BUCKET_RANGE + (buckets[at] as number), counts[at] as number);
    }
  }

  clear(): void {
    this.count = 0;
    if (this.day.length > MAX_KEPT_ROWS) this.resize(FIRST_ROWS);
    this.services = new Dictionary();
    this.slots.fill(-1);
    this.buckets.clear();
  }

  private rowOf(
    day: number,
    minute: number,
    service: number,
    name: number,
    kindStatus: number,
  ): number {
    const mask = this.slots.length - 1;
    let slot = hashOf(minute, service, name, kindStatus) & mask;
    for (;;) {
      const row = this.slots[slot] as number;
      if (row < 0) break;
      if (
        this.name[row] === name &&
        this.service[row] === service &&
        this.kindStatus[row] === kindStatus &&
        this.minute[row] === minute &&
        this.day[row] === day
      ) {
        return row;
      }
      slot = (slot + 1) & mask;
    }
    const row = this.count++;
    if (this.count > this.day.length) {
      this.resize(2 * this.day.length);
      slot = this.freeSlot(hashOf(minute, service, name, kindStatus));
    }
    this.slots[slot] = row;
    this.day[row] = day;
    this.minute[row] = minute;
    this.service[row] = service;
    this.name[row] = name;
    this.kindStatus[row] = kindStatus;
    this.spans[row] = 0;
    this.weighted[row] = 0;
    this.durationLow[row] = 0;
    this.durationHigh[row] = 0;
    this.lastSeenMs[row] = 0;
    return row;
  }

  private freeSlot(hash: number): number {
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    while ((this.slots[slot] as number) >= 0) slot = (slot + 1) & mask;
    return slot;
  }

  /** Keeps the rows that fit. */
  private resize(rows: number): void {
    this.day = resized(this.day, new Uint16Array(rows));
    this.minute = resized(this.minute, new Uint32Array(rows));
    this.service = resized(this.service, new Uint32Array(rows));
    this.name = resized(this.name, new Uint32Array(rows));
    this.kindStatus = resized(this.kindStatus, new Uint16Array(rows));
    this.spans = resized(this.spans, new Float64Array(rows));
    this.weighted = resized(this.weighted, new Float64Array(rows));
    this.durationLow = resized(this.durationLow, new Float64Array(rows));
    this.durationHigh = resized(this.durationHigh, new Float64Array(rows));
    this.lastSeenMs = resized(this.lastSeenMs, new Float64Array(rows));
    this.slots = new Int32Array(2 * rows).fill(-1);
    for (let row = 0; row < Math.min(rows, this.count - 1); row++) {
      const { minute, service, name, kindStatus } = this;
      const hash = hashOf(
        minute[row] as number,
        service[row] as number,
        name[row] as number,
        kindStatus[row] as number,
      );
      this.slots[this.freeSlot(hash)] = row;
    }
  }
}

/** How many spans each bucket of each row has, by `row * BUCKET_RANGE + bucket`. */
class BucketCounts {
  count = 0;
  keys = new Uint32Array(FIRST_ROWS);
  counts = new Uint32Array(FIRST_ROWS);
  private slots = new Int32Array(2 * FIRST_ROWS).fill(-1);

  clear(): void {
    this.count = 0;
    if (this.keys.length > MAX_KEPT_ROWS) this.resize(FIRST_ROWS);
    this.slots.fill(-1);
  }

  add(key: number, count = 1): void {
    const mask = this.slots.length - 1;
    let slot = mixed(Math.imul(key, 0x9e3779b1)) & mask;
    for (;;) {
      const entry = this.slots[slot] as number;
      if (entry < 0) break;
      if (this.keys[entry] === key) {
        (this.counts[entry] as number) += count;
        return;
      }
      slot = (slot + 1) & mask;
    }
    if (this.count === this.keys.length) {
      this.resize(2 * this.keys.length);
      slot = this.freeSlot(key);
    }
    const entry = this.count++;
    this.slots[slot] = entry;
    this.keys[entry] = key;
    this.counts[entry] = count;
  }

  private freeSlot(key: number): number {
    const mask = this.slots.length - 1;
    let slot = mixed(Math.imul(key, 0x9e3779b1)) & mask;
    while ((this.slots[slot] as number) >= 0) slot = (slot + 1) & mask;
    return slot;
  }

  /** Keeps the entries that fit. */
  private resize(entries: number): void {
    this.keys = resized(this.keys, new Uint32Array(entries));
    this.counts = resized(this.counts, new Uint32Array(entries));
    this.slots = new Int32Array(2 * entries).fill(-1);
    for (let entry = 0; entry < Math.min(entries, this.count); entry++) {
      this.slots[this.freeSlot(this.keys[entry] as number)] = entry;
    }
  }

  /** Entries in order of their rows: where each row's begin and end, bucket and count of each. */
  byRow(rows: number): { ends: Uint32Array; buckets: Uint16Array; counts: Uint32Array } {
    const ends = new Uint32Array(rows);
    for (let entry = 0; entry < this.count; entry++) {
      (ends[Math.floor((this.keys[entry] as number) / BUCKET_RANGE)] as number)++;
    }
    for (let row = 1; row < rows; row++) (ends[row] as number) += ends[row - 1] as number;
    const next = new Uint32Array(rows);
    next.set(ends.subarray(0, Math.max(0, rows - 1)), 1);
    const buckets = new Uint16Array(this.count);
    const counts = new Uint32Array(this.count);
    for (let entry = 0; entry < this.count; entry++) {
      const key = this.keys[entry] as number;
      const row = Math.floor(key / BUCKET_RANGE);
      const at = next[row] as number;
      next[row] = at + 1;
      buckets[at] = key % BUCKET_RANGE;
      counts[at] = this.counts[entry] as number;
    }
    return { ends, buckets, counts };
  }
}

/**
 * Minutes since the epoch of nanoseconds in two words, exact: a minute is 2^11 · 29,296,875 ns, and what is
 * left of 64 bits after the shift is a whole number that a double holds.
 */
function minuteOf(low: number, high: number): number {
  return Math.floor((high * 0x20_0000 + (low >>> 11)) / 29_296_875);
}

/** By code of the batch's trace states. */
function traceStateWeights({ traceState: { dictionary } }: SpanBatch): Float64Array {
  return Float64Array.from({ length: dictionary.size }, (_, code) =>
    samplingWeight(dictionary.textOf(code)),
  );
}

function hashOf(minute: number, service: number, name: number, kindStatus: number): number {
  return mixed(
    Math.imul(name, 0x9e3779b1) ^
      Math.imul(service, 0x85ebca6b) ^
      Math.imul(minute, 0xc2b2ae35) ^
      Math.imul(kindStatus, 0x27d4eb2f),
  );
}

function mixed(hash: number): number {
  const folded = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return folded ^ (folded >>> 13);
}

function resized<T extends Uint16Array | Uint32Array | Float64Array>(from: T, to: T): T {
  to.set(from.length > to.length ? from.subarray(0, to.length) : from);
  return to;
}
