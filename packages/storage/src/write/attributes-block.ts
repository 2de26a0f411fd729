// Which attributes a batch has, as Native blocks for the table `attributes`, whose counts are added up there: a
// row per name and a row per value. Names are counted all, values of a sample when there are many spans.

import { Dictionary } from '@throughline/model/batch/dictionary';
import type { SpanBatch } from '@throughline/model/batch/span-batch';
import { type AttributeCatalogue, SCOPES, TYPES } from './attribute-catalogue.ts';
import { countAttributes } from './count-attributes.ts';
import { type FiledTimes, filedTimes } from './filed-time.ts';
import type { NativeWriter } from './native-writer.ts';

const LOW_TEXT = 'LowCardinality(String)';

export const ATTRIBUTES_COLUMNS: readonly string[] = [
  'day',
  'is_value',
  'scope',
  'name',
  'type',
  'value',
  'count',
  'seen',
];

/** `catalogue` remembers the day. Written into `writer`, whose bytes it returns. */
export function attributesBlock(
  batch: SpanBatch,
  catalogue: AttributeCatalogue,
  writer: NativeWriter,
): Uint8Array {
  writer.reset();
  const times = filedTimes(batch);
  // Rows of one day, which are all rows but at midnight: a block for each.
  let from = 0;
  while (from < batch.rowCount) {
    const day = times.receivedDay(from);
    const to = endOfDay(batch, from, times);
    const second = Math.floor(batch.receivedMs.unsignedNumberAt(from) / 1000);
    catalogue.begin(day);
    countAttributes(batch, catalogue.partOf(from, to, second), catalogue);
    writeBlock(catalogue, day, writer);
    from = to;
  }
  return writer.written();
}

/** The first row behind this one that was received on another day. */
function endOfDay(batch: SpanBatch, from: number, times: FiledTimes): number {
  const { words } = batch.receivedMs;
  const day = times.receivedDay(from);
  let row = from + 1;
  for (; row < batch.rowCount; row++) {
    // Rows of one message have one time.
    if (words[2 * row] === words[2 * row - 2] && words[2 * row + 1] === words[2 * row - 1])
      continue;
    if (times.receivedDay(row) !== day) break;
  }
  return row;
}

const SCOPE_TEXTS = dictionaryOf(SCOPES);
const TYPE_TEXTS = dictionaryOf(TYPES);

function dictionaryOf(texts: readonly string[]): Dictionary {
  const dictionary = new Dictionary();
  for (const text of texts) dictionary.internText(text);
  return dictionary;
}

/** Names first. */
function writeBlock(catalogue: AttributeCatalogue, day: number, writer: NativeWriter): void {
  const { touchedNames, touchedValues, valueName, namePlace, nameText } = catalogue;
  const names = touchedNames.length;
  const rows = names + touchedValues.length;
  if (rows === 0) return;
  const nameOfRow = new Uint32Array(rows);
  const counts = new Uint32Array(2 * rows);
  const seen = new Uint32Array(2 * rows);
  for (const [row, name] of touchedNames.entries()) {
    nameOfRow[row] = name;
    counts[2 * row] = catalogue.nameCount[name] as number;
    seen[2 * row] = counts[2 * row] as number;
  }
  for (const [at, value] of touchedValues.entries()) {
    const row = names + at;
    nameOfRow[row] = valueName[value] as number;
    counts[2 * row] = catalogue.valueCount[value] as number;
    seen[2 * row] = catalogue.valueSeen[value] as number;
  }
  writer.block(ATTRIBUTES_COLUMNS.length, rows);
  writer.column('day', 'Date');
  writer.raw(new Uint8Array(new Uint16Array(rows).fill(day).buffer));
  writer.column('is_value', 'UInt8');
  writer.raw(new Uint8Array(rows).fill(1, names));
  writer.column('scope', LOW_TEXT);
  const scopes = nameOfRow.map((name) => Math.floor((namePlace[name] as number) / TYPES.length));
  lowTexts(writer, SCOPE_TEXTS, scopes);
  writer.column('name', LOW_TEXT);
  lowTexts(
    writer,
    catalogue.names,
    nameOfRow.map((name) => nameText[name] as number),
  );
  writer.column('type', LOW_TEXT);
  lowTexts(
    writer,
    TYPE_TEXTS,
    nameOfRow.map((name) => (namePlace[name] as number) % TYPES.length),
  );
  writer.column('value', 'String');
  writer.raw(new Uint8Array(names));
  for (const value of touchedValues) writer.string(catalogue.valueText(value));
  writer.column('count', 'UInt64');
  writer.raw(new Uint8Array(counts.buffer));
  writer.column('seen', 'UInt64');
  writer.raw(new Uint8Array(seen.buffer));
}

function lowTexts(writer: NativeWriter, dictionary: Dictionary, codes: Uint32Array): void {
  writer.lowCardinalityPrefix();
  writer.lowCardinality(dictionary, codes, codes.length);
}
