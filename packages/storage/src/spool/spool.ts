// The spool: files on disk between acknowledging spans and storing them. A record is appended and
// flushed before its senders hear of success; a file goes away when the engine has all of it. What is
// there at the start was left by a crash or by an engine that was away, and is stored first.
// docs/spool.md describes it for those who run it.

import { type FileHandle, open, statfs, unlink } from 'node:fs/promises';
import { assert } from '@throughline/model/base/assert';
import { StoreUnavailableError } from '../contract/errors.ts';
import type { Logger } from '../contract/logger.ts';
import type { SpoolStats } from '../contract/span-store.ts';
import { ReadMemory } from './read-memory.ts';
import {
  createSpoolDirectory,
  listRejected,
  listWaiting,
  newSpoolFileId,
  sequenceOf,
  setAside,
  syncDirectory,
  waitingPath,
} from './spool-directory.ts';
import { RETRY_AFTER_MS, type SpoolLimits, spoolAlarm, spoolRefusal } from './spool-limits.ts';
import {
  type DecodedFile,
  decodeFile,
  encodeRecord,
  FILE_HEAD,
  type SpoolRecord,
} from './spool-record.ts';
import { writeAll } from './write-all.ts';

/** A file is one insert: large enough to be cheap for the engine, small enough for its memory. */
export const FULL_SEGMENT_SPANS = 100_000;
const FULL_SEGMENT_BYTES = 64 * 1024 * 1024;

/** Free space is asked for this often at most, and after this many bytes at the latest. */
const FREE_SPACE_PERIOD_MS = 250;
const FREE_SPACE_PERIOD_BYTES = 16 * 1024 * 1024;

export interface Segment {
  /** Also the token under which its inserts are recognised when they are sent again. */
  readonly id: string;
  readonly path: string;
  readonly createdMs: number;
  /** Those that count: what a failed write left behind them is not read. */
  readonly bytes: number;
  /** Unknown for a file that was found at the start, until it is read. */
  readonly spans: number;
}

interface ActiveSegment extends Segment {
  readonly file: FileHandle;
  bytes: number;
  spans: number;
}

export class Spool {
  private readonly directory: string;
  private readonly limits: SpoolLimits;
  private readonly logger: Logger;
  private active: ActiveSegment | undefined;
  private waiting: Segment[] = [];
  private sequence = 0;
  private rejectedSegments = 0;
  private rejectedBytes = 0;
  private freeSpace = { bytes: Number.POSITIVE_INFINITY, askedMs: 0, writtenBytes: 0 };
  /** Appending and sealing take turns. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(directory: string, limits: SpoolLimits, logger: Logger) {
    this.directory = directory;
    this.limits = limits;
    this.logger = logger;
  }

  /** Finds what an earlier process left. */
  async open(): Promise<void> {
    await createSpoolDirectory(this.directory);
    const rejected = await listRejected(this.directory);
    this.rejectedBytes = rejected.reduce((sum, { bytes }) => sum + bytes, 0);
    this.waiting = (await listWaiting(this.directory)).map((file) => ({ ...file, spans: 0 }));
    for (const { id } of [...this.waiting, ...rejected]) {
      this.sequence = Math.max(this.sequence, sequenceOf(id) + 1);
    }
    if (this.waiting.length > 0) {
      const files = this.waiting.length;
      this.logger.info({ files }, 'spans from before the start are being stored');
    }
    if (rejected.length > 0) {
      const files = rejected.length;
      this.logger.warn({ files }, 'spans are set aside; see "throughline spool list"');
    }
  }

  /**
   * Resolves when the record is on disk, with the id of the file that holds it. Rejects with
   * StoreUnavailableError when there is no room, or the disk fails.
   */
  append(record: SpoolRecord): Promise<string> {
    return this.takeTurn(async () => {
      const pieces = encodeRecord(record);
      const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
      await this.admit(bytes);
      this.active ??= await this.create();
      const { active } = this;
      await this.write(active, pieces, bytes);
      active.spans += record.spans;
      if (isFull(active)) await this.rotate();
      return active.id;
    });
  }

  private takeTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  private async admit(bytes: number): Promise<void> {
    await this.askFreeSpace(FREE_SPACE_PERIOD_MS);
    const refusal = spoolRefusal(this.stats(), this.limits, bytes);
    if (refusal !== undefined) throw new StoreUnavailableError(refusal, RETRY_AFTER_MS);
  }

  private async askFreeSpace(maxAgeMs: number): Promise<void> {
    const { askedMs, writtenBytes } = this.freeSpace;
    const nowMs = performance.now();
    const isFresh = askedMs > 0 && nowMs - askedMs < maxAgeMs;
    if (isFresh && writtenBytes < FREE_SPACE_PERIOD_BYTES) return;
    try {
      const { bavail, bsize } = await statfs(this.directory);
      this.freeSpace = { bytes: bavail * bsize, askedMs: nowMs, writtenBytes: 0 };
    } catch {
      // A file system that does not say is one that is full when a write fails.
      this.freeSpace = { bytes: Number.POSITIVE_INFINITY, askedMs: nowMs, writtenBytes: 0 };
    }
  }

  private async create(): Promise<ActiveSegment> {
    const id = newSpoolFileId(this.sequence++);
    const path = waitingPath(this.directory, id);
    try {
      const file = await open(path, 'wx', 0o600);
      return { id, path, file, bytes: 0, spans: 0, createdMs: Date.now() };
    } catch (error) {
      throw notWritten(error);
    }
  }

  private async write(segment: ActiveSegment, pieces: Uint8Array[], bytes: number): Promise<void> {
    const isNew = segment.bytes === 0;
    try {
      await writeAll(segment.file, isNew ? [FILE_HEAD, ...pieces] : pieces, segment.bytes);
      await segment.file.datasync();
      if (isNew) await syncDirectory(this.directory);
    } catch (error) {
      await this.abandon(segment);
      throw notWritten(error);
    }
    segment.bytes += bytes + (isNew ? FILE_HEAD.length : 0);
    this.freeSpace.writtenBytes += bytes;
  }

  /**
   * Nothing more goes into a file in which something could not be written: after a failed flush the
   * kernel may have dropped pages that it calls clean, so flushing again would only seem to succeed.
   */
  private async abandon(segment: ActiveSegment): Promise<void> {
    this.retire(segment);
    await segment.file.truncate(segment.bytes).catch(() => undefined);
    await segment.file.close().catch(() => undefined);
    if (segment.bytes === 0) await unlink(segment.path).catch(() => undefined);
  }

  /** From being written to waiting, in one step, so that nobody sees it in neither place. */
  private retire(segment: ActiveSegment): Segment | undefined {
    this.active = undefined;
    if (segment.bytes === 0) return undefined;
    const { id, path, bytes, spans, createdMs } = segment;
    const retired = { id, path, bytes, spans, createdMs };
    this.waiting.push(retired);
    return retired;
  }

  /** Closes the file that is being written, if it has anything; then it is the last that waits. */
  seal(): Promise<Segment | undefined> {
    return this.takeTurn(() => this.rotate());
  }

  private async rotate(): Promise<Segment | undefined> {
    const { active } = this;
    if (active === undefined || active.bytes === 0) return undefined;
    const retired = this.retire(active);
    // All of it is flushed: closing has nothing left that could fail to be written.
    await active.file.close().catch(() => undefined);
    return retired;
  }

  /** Closed files, oldest first. */
  get segments(): readonly Segment[] {
    return this.waiting;
  }

  /** Spans in the file that is being written. */
  get openSpans(): number {
    return this.active?.spans ?? 0;
  }

  get isEmpty(): boolean {
    return this.waiting.length === 0 && (this.active?.bytes ?? 0) === 0;
  }

  /** The records are views into `memory`, where the file is read to. */
  async read(segment: Segment, memory: ReadMemory = new ReadMemory()): Promise<DecodedFile> {
    return decodeFile(await memory.read(segment.path, segment.bytes));
  }

  /** The engine has all of it. One that cannot be removed comes again at the next start, and is known then. */
  async remove(segment: Segment): Promise<void> {
    this.forget(segment);
    try {
      await unlink(segment.path);
    } catch (error) {
      this.logger.error({ file: segment.path, err: error }, 'a stored file cannot be removed');
    }
  }

  /** The engine will never take it: out of the way of those behind it, with the reason beside it. */
  async reject(segment: Segment, reason: string): Promise<void> {
    this.forget(segment);
    this.rejectedSegments++;
    this.rejectedBytes += segment.bytes;
    try {
      const file = await setAside(this.directory, segment.id, reason);
      this.logger.error({ file, reason }, 'spans were set aside: the engine does not take them');
    } catch (error) {
      const details = { file: segment.path, reason, err: error };
      this.logger.error(details, 'spans that the engine does not take cannot be set aside');
    }
  }

  private forget(segment: Segment): void {
    const at = this.waiting.indexOf(segment);
    assert(at >= 0, `segment ${segment.id} is not waiting`);
    this.waiting.splice(at, 1);
  }

  stats(): SpoolStats {
    const all = this.active === undefined ? this.waiting : [...this.waiting, this.active];
    const oldest = all[0];
    const { bytes: freeBytes, writtenBytes } = this.freeSpace;
    return {
      bytes: all.reduce((sum, segment) => sum + segment.bytes, 0),
      maxBytes: this.limits.maxBytes,
      segments: all.length,
      oldestAgeMs: oldest === undefined ? 0 : Date.now() - oldest.createdMs,
      rejectedSegments: this.rejectedSegments,
      rejectedBytes: this.rejectedBytes,
      freeBytes: freeBytes - writtenBytes,
    };
  }

  /** Why spans will soon be refused, if so: said while there is time to do something. */
  async alarm(): Promise<string | undefined> {
    await this.askFreeSpace(0);
    return spoolAlarm(this.stats(), this.limits);
  }

  async close(): Promise<void> {
    await this.takeTurn(async () => {
      const { active } = this;
      this.active = undefined;
      await active?.file.close();
      if (active !== undefined && active.bytes === 0) await unlink(active.path);
    });
  }
}

function isFull(segment: Segment): boolean {
  return segment.spans >= FULL_SEGMENT_SPANS || segment.bytes >= FULL_SEGMENT_BYTES;
}

function notWritten(error: unknown): StoreUnavailableError {
  const reason = error instanceof Error ? error.message : String(error);
  return new StoreUnavailableError(`the spool cannot be written: ${reason}`, RETRY_AFTER_MS, {
    cause: error,
  });
}
