// Rows of the table `spans`, as Native blocks, back into a SpanBatch: the other side of spans-block.ts.

import { assert, ensureExists } from '@throughline/model/base/assert';
import type { MapIndex } from '@throughline/model/batch/attribute-columns';
import type {
  FixedBytesColumn,
  U8Column,
  U32Column,
  U64Column,
} from '@throughline/model/batch/columns';
import type { Dictionary } from '@throughline/model/batch/dictionary';
import type { Resource, Scope } from '@throughline/model/batch/origin';
import { SpanBatch, type TextColumn } from '@throughline/model/batch/span-batch';
import type { LowColumn, NativeBlock, NativeColumn, StringColumn } from './native-reader.ts';

/** Resources and scopes by id, as the spans name them. */
export interface Origins {
  readonly resources: ReadonlyMap<bigint, Resource>;
  readonly scopes: ReadonlyMap<bigint, Scope>;
}

/** The ids of every resource and scope that the blocks name. */
export function originIds(blocks: readonly NativeBlock[]): {
  resources: bigint[];
  scopes: bigint[];
} {
  const resources = new Set<bigint>();
  const scopes = new Set<bigint>();
  for (const block of blocks) {
    for (const id of idsOf(block, 'resource_id')) resources.add(id);
    if (block.columns.has('scope_id')) for (const id of idsOf(block, 'scope_id')) scopes.add(id);
  }
  return { resources: [...resources], scopes: [...scopes] };
}

function idsOf(block: NativeBlock, name: string): BigUint64Array {
  return new BigUint64Array(fixed(block, name, 8).slice().buffer);
}

export function readSpanBatch(blocks: readonly NativeBlock[], origins: Origins): SpanBatch {
  const batch = new SpanBatch();
  for (const block of blocks) appendBlock(batch, block, origins);
  return batch;
}

function appendBlock(batch: SpanBatch, block: NativeBlock, origins: Origins): void {
  appendFixed(batch.traceId, fixed(block, 'trace_id', 16));
  appendPlace(batch, block);
  appendTexts(batch.traceState, block, column(block, 'trace_state', 'low'));
  append32(batch.flags, fixed(block, 'flags', 4));
  appendTexts(batch.statusMessage, block, column(block, 'status_message', 'low'));
  append32(batch.droppedAttributes, fixed(block, 'dropped_attributes', 4));
  append32(batch.droppedEvents, fixed(block, 'dropped_events', 4));
  append32(batch.droppedLinks, fixed(block, 'dropped_links', 4));
  appendAttributes(batch, block);
  appendEvents(batch, block);
  appendLinks(batch, block);
  appendResources(batch, block, origins);
  appendScopes(batch, block, origins);
  batch.rowCount += block.rows;
}

/** Only what an outline of a trace has (TraceOutline): the rest of each span is empty. */
export function readOutlineBatch(blocks: readonly NativeBlock[], origins: Origins): SpanBatch {
  const batch = new SpanBatch();
  for (const block of blocks) appendOutline(batch, block, origins);
  return batch;
}

function appendOutline(batch: SpanBatch, block: NativeBlock, origins: Origins): void {
  appendFixed(batch.traceId, fixed(block, 'trace_id', 16));
  appendPlace(batch, block);
  const { attributes } = batch;
  for (const map of [attributes.strings, attributes.ints, attributes.doubles, attributes.others]) {
    for (let row = 0; row < block.rows; row++) map.endRow();
  }
  const times = column(block, 'events.time_ns', 'array');
  appendEnds(batch.events.ends, times.ends);
  append64(batch.events.timeNs, ofKind(times.items, 'fixed').bytes);
  appendTexts(batch.events.name, block, items(block, 'events.name', 'low'));
  const traceIds = column(block, 'links.trace_id', 'array');
  appendEnds(batch.links.ends, traceIds.ends);
  appendFixed(batch.links.traceId, ofKind(traceIds.items, 'fixed').bytes);
  appendFixed(batch.links.spanId, items(block, 'links.span_id', 'fixed').bytes);
  appendResources(batch, block, origins);
  batch.rowCount += block.rows;
}

function appendPlace(batch: SpanBatch, block: NativeBlock): void {
  appendFixed(batch.spanId, fixed(block, 'span_id', 8));
  appendFixed(batch.parentSpanId, fixed(block, 'parent_span_id', 8));
  appendTexts(batch.name, block, column(block, 'name', 'low'));
  append8(batch.kind, fixed(block, 'kind', 1));
  append64(batch.startNs, fixed(block, 'start_ns', 8));
  append64(batch.durationNs, fixed(block, 'duration_ns', 8));
  append8(batch.statusCode, fixed(block, 'status_code', 1));
  append64(batch.receivedMs, fixed(block, 'received_at', 8));
}

function appendResources(batch: SpanBatch, block: NativeBlock, { resources }: Origins): void {
  const codeOf = new Map<bigint, number>();
  for (const id of idsOf(block, 'resource_id')) {
    let code = codeOf.get(id);
    if (code === undefined) {
      code = batch.resources.intern(
        ensureExists(resources.get(id), `resource ${id} is not stored`),
      );
      codeOf.set(id, code);
    }
    batch.resource.append(code);
  }
}

function appendScopes(batch: SpanBatch, block: NativeBlock, { scopes }: Origins): void {
  const codeOf = new Map<bigint, number>();
  for (const id of idsOf(block, 'scope_id')) {
    let code = codeOf.get(id);
    if (code === undefined) {
      code = batch.scopes.intern(ensureExists(scopes.get(id), `scope ${id} is not stored`));
      codeOf.set(id, code);
    }
    batch.scope.append(code);
  }
}

function appendAttributes(batch: SpanBatch, block: NativeBlock): void {
  const { attributes } = batch;
  const strings = column(block, 'attr_string', 'map');
  appendMap(attributes.strings, attributes.keyNames, block, strings);
  appendStrings(attributes.stringValues, block, ofKind(strings.values, 'string'));
  const ints = column(block, 'attr_int', 'map');
  appendMap(attributes.ints, attributes.keyNames, block, ints);
  append64(attributes.intValues, ofKind(ints.values, 'fixed').bytes);
  const doubles = column(block, 'attr_double', 'map');
  appendMap(attributes.doubles, attributes.keyNames, block, doubles);
  append64(attributes.doubleValues, ofKind(doubles.values, 'fixed').bytes);
  const others = column(block, 'attr_other', 'map');
  appendMap(attributes.others, attributes.keyNames, block, others);
  appendStrings(attributes.otherValues, block, ofKind(others.values, 'string'));
}

function appendEvents(batch: SpanBatch, block: NativeBlock): void {
  const { events } = batch;
  const times = column(block, 'events.time_ns', 'array');
  appendEnds(events.ends, times.ends);
  append64(events.timeNs, ofKind(times.items, 'fixed').bytes);
  appendTexts(events.name, block, items(block, 'events.name', 'low'));
  append32(events.droppedAttributes, items(block, 'events.dropped_attributes', 'fixed').bytes);
  appendTextMaps(events.attributes, block, items(block, 'events.attributes', 'map'));
}

function appendLinks(batch: SpanBatch, block: NativeBlock): void {
  const { links } = batch;
  const traceIds = column(block, 'links.trace_id', 'array');
  appendEnds(links.ends, traceIds.ends);
  appendFixed(links.traceId, ofKind(traceIds.items, 'fixed').bytes);
  appendFixed(links.spanId, items(block, 'links.span_id', 'fixed').bytes);
  appendTexts(links.traceState, block, items(block, 'links.trace_state', 'low'));
  append32(links.flags, items(block, 'links.flags', 'fixed').bytes);
  append32(links.droppedAttributes, items(block, 'links.dropped_attributes', 'fixed').bytes);
  appendTextMaps(links.attributes, block, items(block, 'links.attributes', 'map'));
}

function ofKind<K extends NativeColumn['kind']>(
  found: NativeColumn,
  kind: K,
): Extract<NativeColumn, { kind: K }> {
  assert(found.kind === kind, `expected a column of kind ${kind}, not ${found.kind}`);
  return found as Extract<NativeColumn, { kind: K }>;
}

function column<K extends NativeColumn['kind']>(
  block: NativeBlock,
  name: string,
  kind: K,
): Extract<NativeColumn, { kind: K }> {
  return ofKind(ensureExists(block.columns.get(name), `column ${name} is missing`), kind);
}

function items<K extends NativeColumn['kind']>(
  block: NativeBlock,
  name: string,
  kind: K,
): Extract<NativeColumn, { kind: K }> {
  return ofKind(column(block, name, 'array').items, kind);
}

function fixed(block: NativeBlock, name: string, width: number): Uint8Array {
  const found = column(block, name, 'fixed');
  assert(found.width === width, `column ${name} has ${found.width} bytes a value, not ${width}`);
  return found.bytes;
}

function appendFixed(target: FixedBytesColumn, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; at += target.width) target.append(bytes, at);
}

function append8(target: U8Column, bytes: Uint8Array): void {
  for (const value of bytes) target.append(value);
}

function append32(target: U32Column, bytes: Uint8Array): void {
  for (const value of new Uint32Array(bytes.slice().buffer)) target.append(value);
}

function append64(target: U64Column, bytes: Uint8Array): void {
  const words = new Uint32Array(bytes.slice().buffer);
  for (let at = 0; at < words.length; at += 2) {
    target.append(words[at] as number, words[at + 1] as number);
  }
}

function appendStrings(
  target: { append(source: Uint8Array, start: number, end: number): void },
  block: NativeBlock,
  source: StringColumn,
): void {
  for (let row = 0; row < source.starts.length; row++) {
    target.append(block.bytes, source.starts[row] as number, source.ends[row] as number);
  }
}

/** The code in `dictionary` of every key of a LowCardinality column. */
function codesOf(dictionary: Dictionary, block: NativeBlock, { keys }: LowColumn): number[] {
  return Array.from(keys.starts, (start, at) =>
    dictionary.intern(block.bytes, start, keys.ends[at] as number),
  );
}

function appendTexts(target: TextColumn, block: NativeBlock, source: LowColumn): void {
  const codes = codesOf(target.dictionary, block, source);
  for (const index of source.indexes) target.codes.append(codes[index] as number);
}

/** Ends of a block count from the block's beginning, those of a batch from the batch's. */
function appendEnds(target: U32Column, ends: Uint32Array): void {
  const before = target.length === 0 ? 0 : target.at(target.length - 1);
  for (const end of ends) target.append(before + end);
}

function appendMap(
  target: MapIndex,
  keyNames: Dictionary,
  block: NativeBlock,
  source: Extract<NativeColumn, { kind: 'map' }>,
): void {
  const keys = ofKind(source.keys, 'low');
  const codes = codesOf(keyNames, block, keys);
  appendEnds(target.ends, source.ends);
  for (const index of keys.indexes) target.keys.append(codes[index] as number);
}

function appendTextMaps(
  target: SpanBatch['events']['attributes'],
  block: NativeBlock,
  source: Extract<NativeColumn, { kind: 'map' }>,
): void {
  appendMap(target.index, target.keyNames, block, source);
  appendStrings(target.values, block, ofKind(source.values, 'string'));
}
