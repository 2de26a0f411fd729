// A trace file, as it comes in, into the store: cut into parts, decoded some thousand spans at a time, each of those on
// disk before the next is looked at. What is wrong with one part is told with its place, and the others go on.

import { setTimeout as delay } from 'node:timers/promises';
import type { ImportAnswer } from '@throughline/model/api/import';
import { MessageDecodeError } from '@throughline/model/base/decode-error';
import { bytesToHex } from '@throughline/model/base/hex';
import type { AppendOutcome } from '@throughline/model/batch/append-outcome';
import { SpanBatch } from '@throughline/model/batch/span-batch';
import {
  QueryLimitError,
  StoreOverloadedError,
  StoreUnavailableError,
} from '@throughline/storage/contract/errors';
import { spanKeyOfRow } from '@throughline/storage/contract/span-key';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import { beginExport, type DecodeBody, type ExportContext } from '../ingest/export-traces.ts';
import { gunzipped } from './gunzip-source.ts';
import { ImportTally } from './import-tally.ts';
import { type JsonPart, JsonParts } from './json-parts.ts';
import { decoderOf, PieceGroup } from './piece-group.ts';
import { type FilePiece, splitPart } from './split-part.ts';
import { type FilePlace, TraceFileError } from './trace-file-error.ts';

export interface ImportContext {
  readonly ingest: ExportContext;
  /** To store nothing twice. */
  readonly storedSpans: SpanStore['storedSpans'];
  readonly requestId: string;
  /** Aborted when whoever sends the file has gone. */
  readonly signal: AbortSignal;
}

/** The import has time: while more comes from elsewhere than can be stored, it waits so long for its turn. */
const MAX_OVERLOAD_MS = 60_000;

/** Rejects with what the store rejects with; what was stored before that stays, and can come again. */
export async function importTraceFile(
  source: AsyncIterable<Uint8Array>,
  context: ImportContext,
): Promise<ImportAnswer> {
  const run = new ImportRun(context);
  const parts = new JsonParts();
  try {
    for await (const chunk of gunzipped(source)) {
      for (const part of parts.push(chunk)) await run.take(part);
    }
    parts.end();
  } catch (error) {
    if (!(error instanceof TraceFileError)) throw error;
    await run.flush();
    run.tally.fail(error.message, error.place);
    return run.tally.answer(parts.bytes, false);
  }
  await run.flush();
  return run.tally.answer(parts.bytes, true);
}

class ImportRun {
  readonly tally = new ImportTally();
  private readonly context: ImportContext;
  private readonly scratch = new SpanBatch();
  private group: PieceGroup | undefined;
  private place: FilePlace = { byte: 0, line: 1 };

  constructor(context: ImportContext) {
    this.context = context;
  }

  async take(part: JsonPart): Promise<void> {
    try {
      for await (const piece of splitPart(part)) await this.add(piece);
    } catch (error) {
      if (!(error instanceof TraceFileError)) throw error;
      this.tally.fail(error.message, error.place);
    }
  }

  private async add(piece: FilePiece): Promise<void> {
    if (this.group?.takes(piece) !== true) {
      await this.flush();
      this.group = new PieceGroup(piece.form);
      this.place = piece.place;
    }
    this.group?.add(piece);
  }

  async flush(): Promise<void> {
    const { group } = this;
    if (group === undefined) return;
    this.group = undefined;
    try {
      await this.store(group, this.place);
    } catch (error) {
      if (!(error instanceof MessageDecodeError)) throw error;
      await this.storeOneByOne(group);
    }
  }

  /** One of them is wrong, and nothing of the group is stored yet. */
  private async storeOneByOne(group: PieceGroup): Promise<void> {
    for (const { group: single, piece } of group.single()) {
      try {
        await this.store(single, piece.place);
      } catch (error) {
        if (!(error instanceof MessageDecodeError)) throw error;
        this.tally.fail(error.message, piece.place);
      }
    }
  }

  private async store(group: PieceGroup, place: FilePlace): Promise<void> {
    const { signal } = this.context;
    const body = group.body();
    const decode = decoderOf(group.form);
    const seen: DecodeBody = (bytes, batch, receivedMs) => {
      const firstRow = batch.rowCount;
      const outcome = decode(bytes, batch, receivedMs);
      this.tally.see(batch, firstRow);
      return outcome;
    };
    const before = await this.storedBefore(body, seen);
    if (before !== undefined) {
      this.tally.stored(group.form, before, place);
      return;
    }
    const endMs = performance.now() + MAX_OVERLOAD_MS;
    for (;;) {
      signal.throwIfAborted();
      try {
        this.tally.stored(group.form, await this.append(body, seen), place);
        return;
      } catch (error) {
        const isLate = performance.now() > endMs;
        if (!(error instanceof StoreOverloadedError) || isLate) throw error;
        await delay(error.retryAfterMs, undefined, { signal });
      }
    }
  }

  /**
   * What the body holds, when all of it is stored already: a file that comes again changes nothing, not even figures that
   * are added up on arrival. Of a body of which only some is there, all is stored, and readers show each span once.
   */
  private async storedBefore(
    body: Uint8Array,
    decode: DecodeBody,
  ): Promise<AppendOutcome | undefined> {
    const { scratch, context } = this;
    scratch.truncate(0);
    const outcome = decode(body, scratch, Date.now());
    const traceIds = new Set<string>();
    for (let row = 0; row < scratch.rowCount; row++) {
      traceIds.add(bytesToHex(scratch.traceId.at(row)));
    }
    const keys = await this.storedKeys([...traceIds]);
    if (keys.size === 0) return undefined;
    for (let row = 0; row < scratch.rowCount; row++) {
      if (!keys.has(spanKeyOfRow(scratch, row))) return undefined;
    }
    context.signal.throwIfAborted();
    return outcome;
  }

  /** While the engine is away nothing is known, and what comes is stored. */
  private async storedKeys(traceIds: readonly string[]): Promise<ReadonlySet<string>> {
    const { storedSpans, signal } = this.context;
    try {
      return await storedSpans(traceIds, signal);
    } catch (error) {
      if (error instanceof StoreUnavailableError || error instanceof QueryLimitError) {
        return new Set();
      }
      throw error;
    }
  }

  private async append(body: Uint8Array, decode: DecodeBody) {
    const { ingest, requestId } = this.context;
    const attempt = beginExport(ingest, 'import', requestId);
    attempt.received(body.length);
    try {
      const outcome = await attempt.append(body, decode);
      attempt.succeed(outcome);
      return outcome;
    } catch (error) {
      attempt.fail(error);
      throw error;
    }
  }
}
