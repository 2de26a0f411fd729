// Copies spans from one batch to another by the rules: what a rule forbids never gets into the target,
// its dictionaries included, as all of the target goes to disk. Keys and texts that repeat, which most
// do, are looked at once.

import { textToUtf8, utf8ToText } from '../base/utf8.ts';
import type { MapIndex } from '../batch/attribute-columns.ts';
import { makeResource, makeScope, type Resource, type Scope } from '../batch/origin.ts';
import type { SpanBatch, TextColumn } from '../batch/span-batch.ts';
import { type AttributeValue, parseAttributeText } from '../span/attribute-value.ts';
import { BytesCursor } from './bytes-cursor.ts';
import { copySpanFields } from './copy-span-fields.ts';
import {
  type KeyAction,
  MASK,
  type RedactionCounts,
  type RedactionRules,
} from './redaction-rules.ts';
import { ValueRedactor, type Verdict } from './value-redactor.ts';
import { VerdictMemo } from './verdict-memo.ts';

export interface BatchRedactor {
  /** Appends all spans of `from` to `to`; says how many values were touched. */
  copy(from: SpanBatch, to: SpanBatch): RedactionCounts;
}

export function createBatchRedactor(rules: RedactionRules): BatchRedactor {
  const values = new ValueRedactor(rules);
  const texts = new VerdictMemo((text) => values.look(text));
  const copyOrigins = createOriginCopier(values);
  return {
    copy(from, to) {
      const { counts } = values;
      const before = { ...counts };
      const copy = createRowCopier(values, texts, from, to);
      const origins = copyOrigins(from, to);
      for (let row = 0; row < from.rowCount; row++) {
        copySpanFields(from, to, row);
        to.resource.append(origins.resources[from.resource.at(row)] as number);
        to.scope.append(origins.scopes[from.scope.at(row)] as number);
        copy(row);
        to.rowCount++;
      }
      return {
        drop: counts.drop - before.drop,
        hash: counts.hash - before.hash,
        mask: counts.mask - before.mask,
      };
    },
  };
}

/** Codes in the target, by code in the source. An origin that comes again is looked at once. */
function createOriginCopier(values: ValueRedactor) {
  const resources = new WeakMap<Resource, Resource>();
  const scopes = new WeakMap<Scope, Scope>();
  return (from: SpanBatch, to: SpanBatch) => ({
    resources: from.resources.entries.map((resource) => {
      return to.resources.intern(redacted(resource, resources, values, makeResource));
    }),
    scopes: from.scopes.entries.map((scope) => {
      return to.scopes.intern(redacted(scope, scopes, values, makeScope));
    }),
  });
}

function redacted<T extends Resource | Scope>(
  origin: T,
  known: WeakMap<T, T>,
  values: ValueRedactor,
  make: (fields: T) => T,
): T {
  let result = known.get(origin);
  if (result === undefined) {
    const attributes = values.attributes(origin.attributes);
    result = attributes === origin.attributes ? origin : make({ ...origin, attributes });
    known.set(origin, result);
  }
  return result;
}

/** Copies what may hold a secret, apart from the origins. */
function createRowCopier(
  values: ValueRedactor,
  texts: VerdictMemo,
  from: SpanBatch,
  to: SpanBatch,
): (row: number) => void {
  const untouched = (column: TextColumn, target: TextColumn) => {
    return createTextCopier(undefined, column, target);
  };
  const traceState = untouched(from.traceState, to.traceState);
  const linkState = untouched(from.links.traceState, to.links.traceState);
  const name = createTextCopier(values, from.name, to.name);
  const message = createTextCopier(values, from.statusMessage, to.statusMessage);
  const eventName = createTextCopier(values, from.events.name, to.events.name);
  const attributes = createAttributeCopier(values, texts, from, to);
  return (row) => {
    traceState(row);
    name(row);
    message(row);
    attributes(row);
    const { events, links } = from;
    const firstEvent = row === 0 ? 0 : events.ends.at(row - 1);
    for (let event = firstEvent; event < events.ends.at(row); event++) {
      eventName(event);
      to.events.attributes.addRow(values.attributes(events.attributes.at(event)));
    }
    const firstLink = row === 0 ? 0 : links.ends.at(row - 1);
    for (let link = firstLink; link < links.ends.at(row); link++) {
      linkState(link);
      to.links.attributes.addRow(values.attributes(links.attributes.at(link)));
    }
  };
}

/**
 * A text that has to be there: what would be dropped is masked. Each is looked at once; without `values`
 * none is.
 */
function createTextCopier(
  values: ValueRedactor | undefined,
  from: TextColumn,
  to: TextColumn,
): (row: number) => void {
  const codes: number[] = [];
  const verdicts: (Verdict | undefined)[] = [];
  return (row) => {
    const code = from.codes.at(row);
    let copy = codes[code];
    if (copy === undefined) {
      const bytes = from.dictionary.bytesOf(code);
      const verdict = values?.look(utf8ToText(bytes));
      if (verdict === undefined) copy = to.dictionary.intern(bytes, 0, bytes.length);
      else copy = to.dictionary.internText(verdict.text ?? MASK);
      codes[code] = copy;
      verdicts[code] = verdict;
    }
    const verdict = verdicts[code];
    if (verdict !== undefined) values?.count(verdict);
    to.codes.append(copy);
  };
}

/** Below it an integer has fewer digits than any secret (see value-redactor.ts). */
const SHORT_INT_WORD = 2 ** 26;

function createAttributeCopier(
  values: ValueRedactor,
  texts: VerdictMemo,
  { attributes: from }: SpanBatch,
  { attributes: to }: SpanBatch,
): (row: number) => void {
  const { hasValueRules } = values;
  /** By key code; undefined when not looked up yet. */
  const actions: (KeyAction | 'none' | undefined)[] = [];
  const names: (Uint8Array | undefined)[] = [];
  const strings = new BytesCursor(from.stringValues);
  const others = new BytesCursor(from.otherValues);

  /** The target's code of the key, or -1 when the value was dropped or replaced by a rule about it. */
  function keyOf(map: MapIndex, entry: number, read: (entry: number) => AttributeValue): number {
    const key = map.keys.at(entry);
    actions[key] ??= values.keyAction(from.keyNames.textOf(key)) ?? 'none';
    const action = actions[key];
    if (action === 'drop') {
      values.counts.drop++;
      return -1;
    }
    names[key] ??= from.keyNames.bytesOf(key);
    const target = to.keyCode(names[key], 0, names[key].length);
    if (action === 'none' || action === 'keep') return target;
    to.addValue(target, { type: 'string', value: values.replacement(action, read(entry)) });
    return -1;
  }

  const stringOf = (): AttributeValue => {
    return { type: 'string', value: utf8ToText(strings.bytes, strings.start, strings.end) };
  };
  const intOf = (entry: number): AttributeValue => {
    return { type: 'int', value: from.intValues.signedAt(entry) };
  };
  const doubleOf = (entry: number): AttributeValue => {
    return { type: 'double', value: from.doubleValues.doubleAt(entry) };
  };
  const otherOf = () => parseAttributeText(utf8ToText(others.bytes, others.start, others.end));

  function copyString(key: number): void {
    const { bytes, prefix, start, end } = strings;
    const verdict = hasValueRules ? texts.verdict(bytes, start, end) : undefined;
    if (verdict === undefined) {
      to.addPrefixedString(key, bytes, prefix, end);
      return;
    }
    values.count(verdict);
    if (verdict.text === undefined) return;
    const text = textToUtf8(verdict.text);
    to.addString(key, text, 0, text.length);
  }

  function copyInt(entry: number, key: number): void {
    const low = from.intValues.low(entry);
    const high = from.intValues.high(entry);
    if (!hasValueRules || (high === 0 && low < SHORT_INT_WORD)) to.addInt(key, low, high);
    else copyValue(intOf(entry), key);
  }

  function copyValue(value: AttributeValue, key: number): void {
    const kept = values.value(value);
    if (kept !== undefined) to.addValue(key, kept);
  }

  return (row) => {
    const { ints, doubles } = from;
    for (let entry = from.strings.startOf(row); entry < from.strings.endOf(row); entry++) {
      strings.next();
      const key = keyOf(from.strings, entry, stringOf);
      if (key >= 0) copyString(key);
    }
    for (let entry = ints.startOf(row); entry < ints.endOf(row); entry++) {
      const key = keyOf(ints, entry, intOf);
      if (key >= 0) copyInt(entry, key);
    }
    for (let entry = doubles.startOf(row); entry < doubles.endOf(row); entry++) {
      const key = keyOf(doubles, entry, doubleOf);
      if (key < 0) continue;
      to.addDouble(key, from.doubleValues.low(entry), from.doubleValues.high(entry));
    }
    for (let entry = from.others.startOf(row); entry < from.others.endOf(row); entry++) {
      others.next();
      const key = keyOf(from.others, entry, otherOf);
      if (key >= 0) copyValue(otherOf(), key);
    }
    to.endRow();
  };
}
