// The spool: files on disk between acknowledging spans and storing them. A record is appended and
// flushed before its senders hear of success; a file goes away when the engine has all of it. What is
// there at the start was left by a crash or by an engine that was away, and is stored first.

import { randomUUID } from 'node:crypto';
import {
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  stat,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from '@throughline/model/base/assert';
import { StoreUnavailableError } from '../contract/errors.ts';
import type { Logger } from '../contract/logger.ts';
import type { SpoolStats } from '../contract/span-store.ts';
import {
  type DecodedRecords,
  decodeRecords,
  encodeRecord,
  type SpoolRecord,
} from './spool-record.ts';

export interface SpoolLimits {
  /** Files together may take this much; beyond it spans are refused, to be sent again. */
  readonly maxBytes: number;
  /** When the oldest file has waited this long, nobody is mending the engine: refuse as well. */
  readonly maxAgeMs: number;
}

/** Twenty minutes of 5,000 spans a second, on a disk that has to hold days of them anyway. */
export const DEFAULT_SPOOL_LIMITS: SpoolLimits = {
  maxBytes: 2 * 1024 ** 3,
  maxAgeMs: 24 * 3600 * 1000,
};

/** A file is one insert: large enough to be cheap for the engine, small enough for its memory. */
export const FULL_SEGMENT_SPANS = 100_000;
const FULL_SEGMENT_BYTES = 64 * 1024 * 1024;

/** Files of spans the engine would never take, kept beside the spool with the reason. */
const REJECTED = 'rejected';
const SUFFIX = '.spool';
const SEQUENCE_DIGITS = 12;

/** Told to senders when there is no room. */
const RETRY_AFTER_MS = 5_000;

export interface Segment {
  /** Also the token under which its inserts are recognised when they are sent again. */
  readonly id: string;
  readonly path: string;
  readonly createdMs: number;
  bytes: number;
  /** Unknown for a file that was found at the start, until it is read. */
  spans: number;
}

interface ActiveSegment extends Segment {
  readonly file: FileHandle;
}

export class Spool {
  private readonly directory: string;
  private readonly limits: SpoolLimits;
  private readonly logger: Logger;
  private active: ActiveSegment | undefined;
  private waiting: Segment[] = [];
  private sequence = 0;
  private rejectedSegments = 0;
  /** Appending and sealing take turns. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(directory: string, limits: SpoolLimits, logger: Logger) {
    this.directory = directory;
    this.limits = limits;
    this.logger = logger;
  }

  /** Finds what an earlier process left. */
  async open(): Promise<void> {
    await mkdir(join(this.directory, REJECTED), { recursive: true, mode: 0o700 });
    const names = (await readdir(this.directory)).filter((name) => name.endsWith(SUFFIX)).sort();
    for (const name of names) {
      const path = join(this.directory, name);
      const { size, mtimeMs } = await stat(path);
      const id = name.slice(0, -SUFFIX.length);
      this.waiting.push({ id, path, bytes: size, spans: 0, createdMs: mtimeMs });
      this.sequence = Math.max(this.sequence, Number.parseInt(id, 10) + 1);
    }
    if (names.length > 0) {
      this.logger.info({ files: names.length }, 'spans from before the start are being stored');
    }
  }

  /**
   * Resolves when the record is on disk, with the id of the file that holds it. Rejects with
   * StoreUnavailableError when there is no room.
   */
  append(record: SpoolRecord): Promise<string> {
    return this.takeTurn(async () => {
      const pieces = encodeRecord(record);
      const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
      this.admit(bytes);
      this.active ??= await this.create();
      const { active } = this;
      await this.write(active, pieces);
      active.bytes += bytes;
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

  private admit(bytes: number): void {
    const stats = this.stats();
    if (stats.bytes + bytes > this.limits.maxBytes) {
      throw new StoreUnavailableError(
        `the spool holds ${stats.bytes} bytes of at most ${this.limits.maxBytes}`,
        RETRY_AFTER_MS,
      );
    }
    if (stats.oldestAgeMs > this.limits.maxAgeMs) {
      throw new StoreUnavailableError(
        `spans have waited for the engine for ${Math.round(stats.oldestAgeMs / 1000)} s`,
        RETRY_AFTER_MS,
      );
    }
  }

  private async create(): Promise<ActiveSegment> {
    const number = String(this.sequence++).padStart(SEQUENCE_DIGITS, '0');
    const id = `${number}-${randomUUID()}`;
    const path = join(this.directory, `${id}${SUFFIX}`);
    try {
      const file = await open(path, 'wx', 0o600);
      return { id, path, file, bytes: 0, spans: 0, createdMs: Date.now() };
    } catch (error) {
      throw noRoom(error);
    }
  }

  /** What cannot be written whole is taken back, so that the next record follows a whole one. */
  private async write(segment: ActiveSegment, pieces: Uint8Array[]): Promise<void> {
    try {
      await writeAll(segment.file, pieces, segment.bytes);
      await segment.file.datasync();
    } catch (error) {
      await segment.file.truncate(segment.bytes).catch(() => undefined);
      throw noRoom(error);
    }
  }

  /** Closes the file that is being written, if it has anything. */
  seal(): Promise<void> {
    return this.takeTurn(() => this.rotate());
  }

  private async rotate(): Promise<void> {
    const { active } = this;
    if (active === undefined || active.bytes === 0) return;
    this.active = undefined;
    await active.file.close();
    const { id, path, bytes, spans, createdMs } = active;
    this.waiting.push({ id, path, bytes, spans, createdMs });
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

  async read(segment: Segment): Promise<DecodedRecords> {
    return decodeRecords(await readFile(segment.path));
  }

  /** The engine has all of it. */
  async remove(segment: Segment): Promise<void> {
    await unlink(segment.path);
    this.forget(segment);
  }

  /** The engine will never take it: out of the way of those behind it, with the reason beside it. */
  async reject(segment: Segment, reason: string): Promise<void> {
    const path = join(this.directory, REJECTED, `${segment.id}${SUFFIX}`);
    await writeFile(`${path}.error.txt`, `${reason}\n`, { mode: 0o600 });
    await rename(segment.path, path);
    this.forget(segment);
    this.rejectedSegments++;
    this.logger.error(
      { file: path, reason },
      'spans were set aside: the engine does not take them',
    );
  }

  private forget(segment: Segment): void {
    const at = this.waiting.indexOf(segment);
    assert(at >= 0, `segment ${segment.id} is not waiting`);
    this.waiting.splice(at, 1);
  }

  stats(): SpoolStats {
    const all = this.active === undefined ? this.waiting : [...this.waiting, this.active];
    const oldest = all[0];
    return {
      bytes: all.reduce((sum, segment) => sum + segment.bytes, 0),
      maxBytes: this.limits.maxBytes,
      segments: all.length,
      oldestAgeMs: oldest === undefined ? 0 : Date.now() - oldest.createdMs,
      rejectedSegments: this.rejectedSegments,
    };
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

async function writeAll(file: FileHandle, pieces: Uint8Array[], position: number): Promise<void> {
  let at = position;
  let rest = pieces;
  while (rest.length > 0) {
    const { bytesWritten } = await file.writev(rest, at);
    at += bytesWritten;
    rest = behind(rest, bytesWritten);
  }
}

/** What is left of the pieces after so many bytes: a nearly full disk takes part of them. */
function behind(pieces: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let skip = bytes;
  const rest: Uint8Array[] = [];
  for (const piece of pieces) {
    if (skip >= piece.length) skip -= piece.length;
    else {
      rest.push(piece.subarray(skip));
      skip = 0;
    }
  }
  return rest;
}

function noRoom(error: unknown): StoreUnavailableError {
  const reason = error instanceof Error ? error.message : String(error);
  return new StoreUnavailableError(`the spool cannot be written: ${reason}`, RETRY_AFTER_MS, {
    cause: error,
  });
}
