// Which rows of a batch exceed a limit. Nearly always none does, and that must cost next to nothing: the
// lengths of single values are only looked at when all of them together are long enough to hold a long one.

import type { MapIndex } from '../batch/attribute-columns.ts';
import type { BytesColumn } from '../batch/columns.ts';
import type { Dictionary } from '../batch/dictionary.ts';
import type { SpanBatch } from '../batch/span-batch.ts';
import type { SpanLimits } from './span-limits.ts';

/** Where a batch was before a message was appended to it. */
export interface BatchMark {
  readonly rows: number;
  readonly stringBytes: number;
  readonly otherBytes: number;
  readonly eventBytes: number;
  readonly linkBytes: number;
}

export function markBatch(batch: SpanBatch): BatchMark {
  const { attributes, events, links } = batch;
  return {
    rows: batch.rowCount,
    stringBytes: attributes.stringValues.byteLength,
    otherBytes: attributes.otherValues.byteLength,
    eventBytes: events.attributes.values.byteLength,
    linkBytes: links.attributes.values.byteLength,
  };
}

/** In ascending order. */
export function findLimitedRows(batch: SpanBatch, mark: BatchMark, limits: SpanLimits): number[] {
  const rows: number[] = [];
  const mayHaveLong = mayHaveLongValues(batch, mark, limits) || mayHaveLongTexts(batch, limits);
  for (let row = mark.rows; row < batch.rowCount; row++) {
    const isLimited = hasTooMany(batch, row, limits);
    if (isLimited || (mayHaveLong && hasTooLong(batch, row, limits))) rows.push(row);
  }
  return rows;
}

function hasTooMany({ attributes, events, links }: SpanBatch, row: number, limits: SpanLimits) {
  const { strings, ints, doubles, others } = attributes;
  const count = widthOf(strings, row) + widthOf(ints, row) + widthOf(doubles, row);
  if (count + widthOf(others, row) > limits.maxAttributesPerSpan) return true;
  return (
    hasTooManyItems(
      events.ends.values,
      row,
      events.attributes.index,
      limits.maxEventsPerSpan,
      limits,
    ) ||
    hasTooManyItems(links.ends.values, row, links.attributes.index, limits.maxLinksPerSpan, limits)
  );
}

function hasTooManyItems(
  ends: Uint32Array,
  row: number,
  attributes: MapIndex,
  maxItems: number,
  limits: SpanLimits,
): boolean {
  const start = startOf(ends, row);
  const end = ends[row] as number;
  if (end - start > maxItems) return true;
  for (let item = start; item < end; item++) {
    if (widthOf(attributes, item) > limits.maxAttributesPerSpan) return true;
  }
  return false;
}

function startOf(ends: Uint32Array, row: number): number {
  return row === 0 ? 0 : (ends[row - 1] as number);
}

function widthOf(map: MapIndex, row: number): number {
  return map.endOf(row) - map.startOf(row);
}

function mayHaveLongValues(
  { attributes, events, links }: SpanBatch,
  mark: BatchMark,
  { maxValueBytes }: SpanLimits,
): boolean {
  return (
    hasLongValue(attributes.stringValues, mark.stringBytes, maxValueBytes) ||
    hasLongValue(attributes.otherValues, mark.otherBytes, maxValueBytes) ||
    hasLongValue(events.attributes.values, mark.eventBytes, maxValueBytes) ||
    hasLongValue(links.attributes.values, mark.linkBytes, maxValueBytes)
  );
}

/** Whether a value that begins at `from` or later is longer than `maxBytes`. */
function hasLongValue(column: BytesColumn, from: number, maxBytes: number): boolean {
  if (column.byteLength - from <= maxBytes) return false;
  const { bytes } = column;
  let at = from;
  while (at < column.byteLength) {
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] as number;
      size |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    if (size > maxBytes) return true;
    at += size;
  }
  return false;
}

/** Dictionaries hold the texts of other messages as well, hence "may". */
function mayHaveLongTexts(batch: SpanBatch, { maxNameBytes, maxValueBytes }: SpanLimits): boolean {
  return (
    nameDictionaries(batch).some((dictionary) => dictionary.longestBytes > maxNameBytes) ||
    batch.statusMessage.dictionary.longestBytes > maxValueBytes
  );
}

function nameDictionaries({
  attributes,
  events,
  links,
  name,
  traceState,
}: SpanBatch): Dictionary[] {
  return [
    name.dictionary,
    traceState.dictionary,
    attributes.keyNames,
    events.name.dictionary,
    events.attributes.keyNames,
    links.traceState.dictionary,
    links.attributes.keyNames,
  ];
}

function hasTooLong(batch: SpanBatch, row: number, limits: SpanLimits): boolean {
  const { maxNameBytes, maxValueBytes } = limits;
  const { attributes, events, links } = batch;
  const isLong = (
    { dictionary, codes }: SpanBatch['name'],
    at: number,
    maxBytes: number,
  ): boolean => dictionary.bytesOf(codes.at(at)).length > maxBytes;
  const hasLong = (map: MapIndex, at: number, keyNames: Dictionary, values?: BytesColumn) => {
    for (let entry = map.startOf(at); entry < map.endOf(at); entry++) {
      if (keyNames.bytesOf(map.keys.at(entry)).length > maxNameBytes) return true;
      if (values !== undefined && values.at(entry).length > maxValueBytes) return true;
    }
    return false;
  };
  if (isLong(batch.name, row, maxNameBytes) || isLong(batch.traceState, row, maxNameBytes))
    return true;
  if (isLong(batch.statusMessage, row, maxValueBytes)) return true;
  const { keyNames, strings, stringValues, others, otherValues } = attributes;
  if (hasLong(strings, row, keyNames, stringValues)) return true;
  if (hasLong(others, row, keyNames, otherValues)) return true;
  if (hasLong(attributes.ints, row, keyNames) || hasLong(attributes.doubles, row, keyNames))
    return true;
  for (let at = startOf(events.ends.values, row); at < events.ends.at(row); at++) {
    const { index, keyNames: eventKeys, values } = events.attributes;
    if (isLong(events.name, at, maxNameBytes) || hasLong(index, at, eventKeys, values)) return true;
  }
  for (let at = startOf(links.ends.values, row); at < links.ends.at(row); at++) {
    const { index, keyNames: linkKeys, values } = links.attributes;
    if (isLong(links.traceState, at, maxNameBytes) || hasLong(index, at, linkKeys, values))
      return true;
  }
  return false;
}
