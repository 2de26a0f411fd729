// Counts the texts that stand on spans and events themselves into a catalogue: messages of statuses, names of
// events, name and service of roots. All of them, by the batch's codes; names of spans are in the rollups.

import { textToUtf8 } from '@throughline/model/base/utf8';
import { viewOf } from '@throughline/model/base/words';
import type { Dictionary } from '@throughline/model/batch/dictionary';
import type { SpanBatch } from '@throughline/model/batch/span-batch';
import { type AttributeCatalogue, NONE, type Part, placeOf } from './attribute-catalogue.ts';

const PLACE = placeOf('intrinsic', 'string');

export function countIntrinsics(batch: SpanBatch, part: Part, catalogue: AttributeCatalogue): void {
  countRoots(batch, part, catalogue);
  const { statusMessage, events } = batch;
  const messages = new Uint32Array(statusMessage.dictionary.size);
  countRange(statusMessage.codes.values, part.from, part.to, messages);
  countTexts(messages, statusMessage.dictionary, 'statusMessage', catalogue);
  const eventNames = new Uint32Array(events.name.dictionary.size);
  const firstEvent = part.from === 0 ? 0 : events.ends.at(part.from - 1);
  countRange(events.name.codes.values, firstEvent, events.ends.at(part.to - 1), eventNames);
  countTexts(eventNames, events.name.dictionary, 'event:name', catalogue);
}

function countRoots(batch: SpanBatch, { from, to }: Part, catalogue: AttributeCatalogue): void {
  const { name, resource, resources } = batch;
  const { bytes } = batch.parentSpanId;
  const parents = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >>> 2);
  const names = new Uint32Array(name.dictionary.size);
  const origins = new Uint32Array(resources.entries.length);
  for (let row = from; row < to; row++) {
    if (((parents[2 * row] as number) | (parents[2 * row + 1] as number)) !== 0) continue;
    (names[name.codes.values[row] as number] as number)++;
    (origins[resource.values[row] as number] as number)++;
  }
  countTexts(names, name.dictionary, 'rootName', catalogue);
  for (const [code, { serviceName }] of resources.entries.entries()) {
    const times = origins[code] as number;
    if (times > 0) countIntrinsic(catalogue, 'rootServiceName', textToUtf8(serviceName), times);
  }
}

function countRange(codes: Uint32Array, from: number, to: number, counts: Uint32Array): void {
  for (let at = from; at < to; at++) (counts[codes[at] as number] as number)++;
}

function countTexts(
  counts: Uint32Array,
  dictionary: Dictionary,
  intrinsic: string,
  catalogue: AttributeCatalogue,
): void {
  for (let code = 0; code < counts.length; code++) {
    const times = counts[code] as number;
    if (times > 0) countIntrinsic(catalogue, intrinsic, dictionary.bytesOf(code), times);
  }
}

/** What is empty stands for what is not there. */
export function countIntrinsic(
  catalogue: AttributeCatalogue,
  intrinsic: string,
  text: Uint8Array,
  times: number,
): void {
  if (text.length === 0) return;
  const name = catalogue.name(PLACE, intrinsic);
  const value = name === NONE ? NONE : catalogue.value(name, viewOf(text), 0, text.length);
  if (value !== NONE) catalogue.countValue(value, times, times);
}
