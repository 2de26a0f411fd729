// Group commit without a disk: who shares a record, who is told what, and how much may wait.

import type { AppendOutcome } from '@throughline/model/batch/append-outcome';
import type { SpanBatch } from '@throughline/model/batch/span-batch';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { describe, expect, it } from 'vitest';
import { StoreOverloadedError, StoreUnavailableError } from '../contract/errors.ts';
import { GroupWriter } from './group-writer.ts';

const OK: AppendOutcome = { acceptedSpans: 1, rejectedSpans: 0, message: '' };

/** A message of one span, or of none, from a service of its own. */
function message(service: string, spanCount = 1) {
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: service } }] };
  const span = { traceId: '01'.repeat(16), spanId: '02'.repeat(8), name: service };
  const spans = Array.from({ length: spanCount }, () => span);
  return (batch: SpanBatch): AppendOutcome => {
    decodeTracesJson({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] }, batch, 0);
    return OK;
  };
}

/** A disk that finishes each record when it is told to. */
function createDisk(maxBytesInFlight = 1000) {
  const records: number[] = [];
  const origins: number[] = [];
  const pending: { resolve: () => void; reject: (error: unknown) => void }[] = [];
  const keep = (batch: SpanBatch): Promise<void> => {
    records.push(batch.rowCount);
    origins.push(batch.resources.entries.length);
    return new Promise((resolve, reject) => pending.push({ resolve, reject }));
  };
  const writer = new GroupWriter(keep, { maxBytesInFlight });
  return {
    writer,
    records,
    origins,
    async finish(error?: Error): Promise<void> {
      const { resolve, reject } = pending.shift() ?? {};
      if (error === undefined) resolve?.();
      else reject?.(error);
      await new Promise(setImmediate);
    },
  };
}

describe('GroupWriter', () => {
  it('writes together what comes while the disk is busy', async () => {
    const { writer, records, finish } = createDisk();
    const first = writer.append(10, message('a'));
    const others = [writer.append(10, message('b')), writer.append(10, message('c'))];
    expect(records).toEqual([1]);
    await finish();
    expect(await first).toBe(OK);
    expect(records).toEqual([1, 2]);
    await finish();
    await Promise.all(others);
    expect(writer.stats.bytesInFlight).toBe(0);
  });

  it('tells all of a group when their record is not on disk, and goes on', async () => {
    const { writer, records, finish } = createDisk();
    const before = writer.append(10, message('a'));
    const told = Promise.allSettled([
      writer.append(10, message('b')),
      writer.append(10, message('c')),
    ]);
    await finish();
    await before;
    const reason = new StoreUnavailableError('the disk is full', 1);
    await finish(reason);
    expect(await told).toEqual([
      { status: 'rejected', reason },
      { status: 'rejected', reason },
    ]);
    const next = writer.append(10, message('d'));
    await finish();
    await next;
    expect(records).toEqual([1, 2, 1]);
  });

  it('refuses what would be too much at a time, but never a single message', async () => {
    const { writer, finish } = createDisk(100);
    const large = writer.append(500, message('large'));
    await expect(writer.append(1, message('b'))).rejects.toThrow(StoreOverloadedError);
    await finish();
    await large;
    const next = writer.append(60, message('c'));
    const beside = writer.append(40, message('d'));
    await expect(writer.append(1, message('e'))).rejects.toThrow(StoreOverloadedError);
    await finish();
    await finish();
    await Promise.all([next, beside]);
  });

  it('keeps nothing of messages without spans, and of those that cannot be decoded', async () => {
    const { writer, origins, finish } = createDisk();
    const broken = (service: string) => (batch: SpanBatch) => {
      message(service)(batch);
      throw new Error('malformed');
    };
    for (let at = 0; at < 100; at++) {
      await writer.append(10, message(`empty ${at}`, 0));
      await expect(writer.append(10, broken(`broken ${at}`))).rejects.toThrow('malformed');
    }
    const good = writer.append(10, message('good'));
    await finish();
    await good;
    expect(origins).toEqual([1]);
  });

  it('counts what such messages leave beside others until those are written', async () => {
    const { writer, finish } = createDisk(100);
    const writing = writer.append(10, message('a'));
    const waiting = writer.append(10, message('b'));
    await writer.append(70, message('empty', 0));
    expect(writer.stats.bytesInFlight).toBe(90);
    await expect(writer.append(20, message('c'))).rejects.toThrow(StoreOverloadedError);
    await finish();
    await finish();
    await Promise.all([writing, waiting]);
    expect(writer.stats.bytesInFlight).toBe(0);
  });

  it('closes when all that was taken is on disk, and takes nothing more', async () => {
    const { writer, finish } = createDisk();
    const last = writer.append(10, message('a'));
    const closing = writer.close();
    await expect(writer.append(10, message('b'))).rejects.toThrow(StoreUnavailableError);
    await finish();
    await Promise.all([last, closing]);
  });
});
