// What must hold for any body whatever: it is taken or refused as the protocol says, a refused one leaves
// no trace in the batch, and everything taken survives the way into the tables and back. Cases share a
// batch, as messages do in the store, and the costly comparisons are made once per group of cases.

import assert from 'node:assert/strict';
import { MessageDecodeError } from '@throughline/model/base/decode-error';
import type { AppendOutcome } from '@throughline/model/batch/append-outcome';
import { SpanBatch } from '@throughline/model/batch/span-batch';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { encodeTraceJson } from '@throughline/model/otlp/json-encode';
import { parseResourceJson, parseScopeJson } from '@throughline/model/otlp/json-origin';
import { encodeTraceProtobuf } from '@throughline/model/otlp/protobuf-encode';
import { readNative } from '@throughline/storage/read/native-reader';
import { readSpanBatch } from '@throughline/storage/read/span-batch-reader';
import { batchRecord, createBlockWriters } from '@throughline/storage/write/batch-record';
import { StoredOrigins } from '@throughline/storage/write/origin-rows';
import { decodeExport, type TraceEncoding } from '../../ingest/decode-export.ts';

export interface DecodeCase {
  readonly body: Uint8Array;
  readonly encoding: TraceEncoding;
}

/** Any time of receipt will do. */
const RECEIVED_MS = 1_700_000_000_000;

export class DecodeChecker {
  readonly counts = { accepted: 0, refused: 0, spans: 0, rejectedSpans: 0 };
  private readonly batch = new SpanBatch();
  private accepted: DecodeCase[] = [];
  private readonly decode: typeof decodeExport;

  /** Another `decode` is for showing that faults are seen. */
  constructor(decode: typeof decodeExport = decodeExport) {
    this.decode = decode;
  }

  /** Throws when the case shows a fault. */
  check(one: DecodeCase): void {
    const { batch } = this;
    const rowsBefore = batch.rowCount;
    const lengthsBefore = columnLengths(batch);
    let outcome: AppendOutcome;
    try {
      outcome = this.decode(one.body, one.encoding, batch, RECEIVED_MS);
    } catch (error) {
      if (!(error instanceof MessageDecodeError)) throw error;
      batch.truncate(rowsBefore);
      assert.deepEqual(columnLengths(batch), lengthsBefore, 'columns after a refused message');
      this.counts.refused++;
      return;
    }
    assert.equal(batch.rowCount, rowsBefore + outcome.acceptedSpans, 'rows and accepted spans');
    assert.equal(outcome.rejectedSpans > 0, outcome.message !== '', 'a reason for each rejection');
    assert.deepEqual(new Set(perRowLengths(batch)), new Set([batch.rowCount]), 'columns per row');
    this.accepted.push(one);
    this.counts.accepted++;
    this.counts.spans += outcome.acceptedSpans;
    this.counts.rejectedSpans += outcome.rejectedSpans;
  }

  /** Compares all that was taken since the last call, in every form, and begins anew. */
  endGroup(): void {
    const { batch, accepted } = this;
    this.accepted = [];
    // A batch without rows is never stored.
    if (batch.rowCount === 0) return;
    const json = encodeTraceJson(batch);
    assert.equal(encodeTraceJson(throughTables(batch)), json, 'after the way through the tables');
    // Refused messages have been decoded in between: they must not show.
    const alone = new SpanBatch();
    for (const { body, encoding } of accepted) this.decode(body, encoding, alone, RECEIVED_MS);
    assert.equal(encodeTraceJson(alone), json, 'without the refused messages in between');
    checkOtherForms(batch, json);
    batch.clear();
  }

  /** Forgets a group that has shown a fault. */
  discardGroup(): void {
    this.accepted = [];
    this.batch.clear();
  }
}

/** The cases one by one, and all together: what a kept finding has to pass. */
export function checkAlone(
  cases: readonly DecodeCase[],
  decode: typeof decodeExport = decodeExport,
): void {
  for (const group of [cases, ...cases.map((one) => [one])]) {
    const checker = new DecodeChecker(decode);
    for (const one of group) checker.check(one);
    checker.endGroup();
  }
}

function throughTables(batch: SpanBatch): SpanBatch {
  const { record } = batchRecord(batch, new StoredOrigins(), createBlockWriters());
  const resources = batch.resources.entries.map(({ id, json, schemaUrl }) => {
    const resource = parseResourceJson(json, schemaUrl);
    assert.equal(resource.id, id, 'the id of a resource that was read back');
    return [id, resource] as const;
  });
  const scopes = batch.scopes.entries.map(({ id, json, schemaUrl }) => {
    const scope = parseScopeJson(json, schemaUrl);
    assert.equal(scope.id, id, 'the id of a scope that was read back');
    return [id, scope] as const;
  });
  const origins = { resources: new Map(resources), scopes: new Map(scopes) };
  return readSpanBatch(readNative(record.bodies.spans), origins);
}

/** Two keys that are not UTF-8 may become one text; then only the stored form has both. */
const REPAIRED = '\ufffd';

function checkOtherForms(batch: SpanBatch, json: string): void {
  const again = new SpanBatch();
  const outcome = decodeTracesJson(JSON.parse(json), again, RECEIVED_MS);
  assert.equal(outcome.acceptedSpans, batch.rowCount, 'spans that our own JSON has');
  if (json.includes(REPAIRED)) return;
  assert.equal(encodeTraceJson(again), json, 'our own JSON, decoded');
  const reread = new SpanBatch();
  decodeExport(encodeTraceProtobuf(batch), 'protobuf', reread, RECEIVED_MS);
  assert.equal(encodeTraceJson(reread), json, 'our own protobuf, decoded');
}

function perRowLengths(batch: SpanBatch): number[] {
  const { attributes, events, links } = batch;
  return [
    batch.traceId.length,
    batch.spanId.length,
    batch.parentSpanId.length,
    batch.traceState.codes.length,
    batch.flags.length,
    batch.name.codes.length,
    batch.kind.length,
    batch.startNs.length,
    batch.durationNs.length,
    batch.statusCode.length,
    batch.statusMessage.codes.length,
    batch.droppedAttributes.length,
    batch.droppedEvents.length,
    batch.droppedLinks.length,
    batch.receivedMs.length,
    batch.resource.length,
    batch.scope.length,
    attributes.strings.ends.length,
    attributes.ints.ends.length,
    attributes.doubles.ends.length,
    attributes.others.ends.length,
    events.ends.length,
    links.ends.length,
  ];
}

function columnLengths(batch: SpanBatch): number[] {
  const { attributes, events, links } = batch;
  return [
    batch.rowCount,
    ...perRowLengths(batch),
    attributes.strings.keys.length,
    attributes.stringValues.length,
    attributes.stringValues.byteLength,
    attributes.ints.keys.length,
    attributes.intValues.length,
    attributes.doubles.keys.length,
    attributes.doubleValues.length,
    attributes.others.keys.length,
    attributes.otherValues.length,
    attributes.otherValues.byteLength,
    events.timeNs.length,
    events.name.codes.length,
    events.droppedAttributes.length,
    events.attributes.index.ends.length,
    events.attributes.index.keys.length,
    events.attributes.values.byteLength,
    links.traceId.length,
    links.spanId.length,
    links.traceState.codes.length,
    links.flags.length,
    links.droppedAttributes.length,
    links.attributes.index.ends.length,
    links.attributes.index.keys.length,
    links.attributes.values.byteLength,
  ];
}
