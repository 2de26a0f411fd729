// Cuts what a message appended to a batch down to the limits, and marks each span that was cut: the dropped
// counts that OTLP has grow, and an attribute says what was cut and how large it had been.

import { AttributeColumns } from '../batch/attribute-columns.ts';
import type { U32Column } from '../batch/columns.ts';
import { copyAttributeRow } from '../batch/copy-attribute-row.ts';
import { EventColumns, LinkColumns, type SpanBatch, type TextColumn } from '../batch/span-batch.ts';
import type { Attribute } from '../span/attribute-value.ts';
import { type BatchMark, findLimitedRows } from './find-limited-rows.ts';
import { RowCuts } from './row-cuts.ts';
import { type LimitedCounts, noneLimited, type SpanLimits } from './span-limits.ts';

/** The attribute that a span has when something of it was cut. */
export const TRUNCATED_KEY = 'throughline.truncated';

/** By row, in ascending order. */
type Cuts = ReadonlyMap<number, RowCuts>;

/** What was cut; undefined when nothing had to be. Knows no limit of spans: they are whole or rejected. */
export function applyLimits(
  batch: SpanBatch,
  mark: BatchMark,
  limits: SpanLimits,
): LimitedCounts | undefined {
  const rows = findLimitedRows(batch, mark, limits);
  const [first] = rows;
  if (first === undefined) return undefined;
  const counts = noneLimited();
  const cuts = new Map(rows.map((row) => [row, new RowCuts(limits, counts)]));
  for (const [row, cut] of cuts) cutTexts(batch, row, cut);
  if (batch.events.timeNs.length > 0) cutEvents(batch, first, cuts);
  if (batch.links.flags.length > 0) cutLinks(batch, first, cuts);
  // Last, because this is where all that was cut is written down.
  cutAttributes(batch, first, cuts);
  return counts;
}

function cutTexts(batch: SpanBatch, row: number, cut: RowCuts): void {
  replaceText(batch.name, row, (text) => cut.name('name', text));
  replaceText(batch.traceState, row, (text) => cut.name('trace state', text));
  replaceText(batch.statusMessage, row, (text) => cut.message('status message', text));
}

function replaceText(column: TextColumn, row: number, change: (text: string) => string): void {
  const text = column.textAt(row);
  const changed = change(text);
  if (changed !== text) column.codes.values[row] = column.dictionary.internText(changed);
}

/** Dropped counts are 32 bits wide on the wire. */
const MAX_DROPPED = 0xffff_ffff;

function addDropped(column: U32Column, row: number, count: number): void {
  column.values[row] = Math.min(MAX_DROPPED, column.at(row) + count);
}

/** Columns only grow at their end: all rows from the first that is cut are taken off and put back. */
function cutAttributes(batch: SpanBatch, first: number, cuts: Cuts): void {
  const tail = new AttributeColumns();
  for (let row = first; row < batch.rowCount; row++) copyAttributeRow(tail, batch.attributes, row);
  batch.attributes.truncate(first);
  for (let row = first; row < batch.rowCount; row++) {
    const cut = cuts.get(row);
    if (cut === undefined) copyAttributeRow(batch.attributes, tail, row - first);
    else {
      const attributes = numbersFirst(tail.at(row - first));
      const kept = cut.attributes(attributes);
      addDropped(batch.droppedAttributes, row, attributes.length - kept.length);
      for (const attribute of marked(kept, cut.words)) batch.attributes.add(attribute);
      batch.attributes.endRow();
    }
  }
}

/** The smallest and the most telling: a thousand texts do not push a status code out. */
function numbersFirst(attributes: readonly Attribute[]): Attribute[] {
  const isNumber = ({ value }: Attribute) => value.type === 'int' || value.type === 'double';
  return [
    ...attributes.filter(isNumber),
    ...attributes.filter((attribute) => !isNumber(attribute)),
  ];
}

/** The mark goes first, since of two attributes with one key the first is kept. */
function marked(attributes: readonly Attribute[], words: string): readonly Attribute[] {
  if (words === '') return attributes;
  return [{ key: TRUNCATED_KEY, value: { type: 'string', value: words } }, ...attributes];
}

function cutEvents(batch: SpanBatch, first: number, cuts: Cuts): void {
  const tail = new EventColumns();
  for (let row = first; row < batch.rowCount; row++) appendEvents(tail, batch.events, row);
  batch.events.truncate(first);
  for (let row = first; row < batch.rowCount; row++) {
    const dropped = appendEvents(batch.events, tail, row - first, cuts.get(row));
    if (dropped > 0) addDropped(batch.droppedEvents, row, dropped);
  }
}

/** The events of one row of another batch, cut where that is wanted; how many were left out. */
function appendEvents(
  target: EventColumns,
  source: EventColumns,
  row: number,
  cut?: RowCuts,
): number {
  const start = row === 0 ? 0 : source.ends.at(row - 1);
  const count = source.ends.at(row) - start;
  const kept = cut?.items('events', count) ?? count;
  for (let at = start; at < start + kept; at++) {
    const name = source.name.textAt(at);
    const attributes = source.attributes.at(at);
    const keptAttributes = cut?.attributes(attributes, `event ${shown(name)}: `) ?? attributes;
    target.timeNs.append(source.timeNs.low(at), source.timeNs.high(at));
    target.name.appendText(cut?.name('event name', name) ?? name);
    target.droppedAttributes.append(source.droppedAttributes.at(at));
    target.attributes.addRow(keptAttributes);
    const last = target.droppedAttributes.length - 1;
    addDropped(target.droppedAttributes, last, attributes.length - keptAttributes.length);
  }
  target.ends.append(target.timeNs.length);
  return count - kept;
}

function cutLinks(batch: SpanBatch, first: number, cuts: Cuts): void {
  const tail = new LinkColumns();
  for (let row = first; row < batch.rowCount; row++) appendLinks(tail, batch.links, row);
  batch.links.truncate(first);
  for (let row = first; row < batch.rowCount; row++) {
    const dropped = appendLinks(batch.links, tail, row - first, cuts.get(row));
    if (dropped > 0) addDropped(batch.droppedLinks, row, dropped);
  }
}

function appendLinks(target: LinkColumns, source: LinkColumns, row: number, cut?: RowCuts): number {
  const start = row === 0 ? 0 : source.ends.at(row - 1);
  const count = source.ends.at(row) - start;
  const kept = cut?.items('links', count) ?? count;
  for (let at = start; at < start + kept; at++) {
    const traceState = source.traceState.textAt(at);
    const attributes = source.attributes.at(at);
    const keptAttributes = cut?.attributes(attributes, 'link: ') ?? attributes;
    target.traceId.append(source.traceId.at(at), 0);
    target.spanId.append(source.spanId.at(at), 0);
    target.traceState.appendText(cut?.name('trace state of a link', traceState) ?? traceState);
    target.flags.append(source.flags.at(at));
    target.droppedAttributes.append(source.droppedAttributes.at(at));
    target.attributes.addRow(keptAttributes);
    const last = target.droppedAttributes.length - 1;
    addDropped(target.droppedAttributes, last, attributes.length - keptAttributes.length);
  }
  target.ends.append(target.flags.length);
  return count - kept;
}

/** Of an event's name: enough to recognise it. */
const SHOWN_CHARACTERS = 40;

function shown(name: string): string {
  return name.length <= SHOWN_CHARACTERS ? name : `${name.slice(0, SHOWN_CHARACTERS)}…`;
}
