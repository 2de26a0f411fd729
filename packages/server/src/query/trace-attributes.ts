// The attributes of one trace: which there are, and one of them as a column over the rows of buildTraceTable,
// for statistics by any attribute.

import { readTrace } from '@throughline/analysis/trace/trace';
import type { TraceAttributeColumn, TraceAttributesAnswer } from '@throughline/model/api/trace';
import { utf8ToText } from '@throughline/model/base/utf8';
import type { MapIndex } from '@throughline/model/batch/attribute-columns';
import type { SpanBatch } from '@throughline/model/batch/span-batch';
import { type Attribute, attributeText } from '@throughline/model/span/attribute-value';

type Scope = TraceAttributeColumn['scope'];

export function listAttributes(batch: SpanBatch): TraceAttributesAnswer {
  const { attributes } = batch;
  const spans = new Map<number, number>();
  const count = ({ keys }: MapIndex): void => {
    for (let entry = 0; entry < keys.length; entry++) {
      const key = keys.at(entry);
      spans.set(key, (spans.get(key) ?? 0) + 1);
    }
  };
  for (const map of [attributes.strings, attributes.ints, attributes.doubles, attributes.others]) {
    count(map);
  }
  const ofResources = new Map<string, number>();
  for (const [resource, rows] of rowsByResource(batch)) {
    for (const { key } of resource) ofResources.set(key, (ofResources.get(key) ?? 0) + rows);
  }
  const found: TraceAttributesAnswer['attributes'] = [
    ...[...spans].map(([key, spanCount]) => {
      return { scope: 'span' as const, name: attributes.keyNames.textOf(key), spanCount };
    }),
    ...[...ofResources].map(([name, spanCount]) => {
      return { scope: 'resource' as const, name, spanCount };
    }),
  ];
  found.sort((a, b) => b.spanCount - a.spanCount || (a.name < b.name ? -1 : 1));
  return { attributes: found };
}

function rowsByResource(batch: SpanBatch): Map<readonly Attribute[], number> {
  const counts = new Map<number, number>();
  const firstRow = new Map<number, number>();
  for (let row = 0; row < batch.rowCount; row++) {
    const code = batch.resource.at(row);
    counts.set(code, (counts.get(code) ?? 0) + 1);
    if (!firstRow.has(code)) firstRow.set(code, row);
  }
  return new Map(
    [...counts].map(([code, rows]) => [batch.resourceAt(firstRow.get(code) ?? 0).attributes, rows]),
  );
}

export function attributeColumn(
  batch: SpanBatch,
  scope: Scope,
  name: string,
): TraceAttributeColumn {
  const values: string[] = [];
  const codes = new Map<string, number>();
  const codeOf = (text: string): number => {
    const known = codes.get(text);
    if (known !== undefined) return known;
    codes.set(text, values.length);
    return values.push(text) - 1;
  };
  const read = scope === 'span' ? spanReader(batch, name) : resourceReader(batch, name);
  const value = Array.from(readTrace(batch).batchRow, (row) => {
    const text = read(row);
    return text === undefined ? -1 : codeOf(text);
  });
  return { scope, name, values, value };
}

type ReadRow = (row: number) => string | undefined;

function spanReader({ attributes }: SpanBatch, name: string): ReadRow {
  let code = -1;
  for (let key = 0; key < attributes.keyNames.size; key++) {
    if (attributes.keyNames.textOf(key) === name) code = key;
  }
  if (code < 0) return () => undefined;
  const { strings, ints, doubles, others } = attributes;
  const find = (map: MapIndex, row: number): number => {
    for (let entry = map.startOf(row); entry < map.endOf(row); entry++) {
      if (map.keys.at(entry) === code) return entry;
    }
    return -1;
  };
  return (row) => {
    let entry = find(strings, row);
    if (entry >= 0) return utf8ToText(attributes.stringValues.at(entry));
    entry = find(ints, row);
    if (entry >= 0) return String(attributes.intValues.signedAt(entry));
    entry = find(doubles, row);
    if (entry >= 0) return String(attributes.doubleValues.doubleAt(entry));
    entry = find(others, row);
    return entry < 0 ? undefined : utf8ToText(attributes.otherValues.at(entry));
  };
}

function resourceReader(batch: SpanBatch, name: string): ReadRow {
  const known = new Map<number, string | undefined>();
  return (row) => {
    const code = batch.resource.at(row);
    if (!known.has(code)) {
      const found = batch.resourceAt(row).attributes.find(({ key }) => key === name);
      known.set(code, found === undefined ? undefined : textOf(found));
    }
    return known.get(code);
  };
}

function textOf({ value }: Attribute): string {
  return value.type === 'string' ? value.value : attributeText(value);
}
