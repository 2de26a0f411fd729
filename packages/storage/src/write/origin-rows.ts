// Resources and scopes as rows of their tables, once a day each: a row goes with the first spans that name
// it, and again until the engine is known to have it. Writing one twice is harmless: the tables keep one
// row per id and day.

import { textToUtf8 } from '@throughline/model/base/utf8';
import type { Resource, Scope } from '@throughline/model/batch/origin';
import type { SpanBatch } from '@throughline/model/batch/span-batch';
import { type Attribute, attributeText } from '@throughline/model/span/attribute-value';
import { DAY_MS, filedTimes } from './filed-time.ts';

/** Ids remembered as stored: about 10 MB. Beyond it all are forgotten and written once more. */
const MAX_REMEMBERED = 100_000;

/** What the engine is known to have: a table's letter, a day and an id. */
export class StoredOrigins {
  private readonly keys = new Set<string>();

  has(key: string): boolean {
    return this.keys.has(key);
  }

  add(keys: Iterable<string>): void {
    if (this.keys.size > MAX_REMEMBERED) this.keys.clear();
    for (const key of keys) this.keys.add(key);
  }
}

export interface OriginRows {
  /** Bodies of INSERT … FORMAT JSONEachRow. */
  readonly resources: Uint8Array;
  readonly scopes: Uint8Array;
  /** To be remembered once they are stored. */
  readonly keys: readonly string[];
}

export function originRows(batch: SpanBatch, stored: StoredOrigins): OriginRows {
  const days = receivedDays(batch);
  const resources = newRows('r', days, batch.resources.entries, stored, resourceRow);
  const scopes = newRows('s', days, batch.scopes.entries, stored, scopeRow);
  return {
    resources: textToUtf8(resources.text),
    scopes: textToUtf8(scopes.text),
    keys: [...resources.keys, ...scopes.keys],
  };
}

/** One, or two at midnight. */
function receivedDays(batch: SpanBatch): number[] {
  const times = filedTimes(batch);
  const days = new Set<number>();
  for (let row = 0; row < batch.rowCount; row++) days.add(times.receivedDay(row));
  return [...days];
}

function newRows<T extends { readonly id: bigint }>(
  table: string,
  days: readonly number[],
  origins: readonly T[],
  stored: StoredOrigins,
  toRow: (day: string, origin: T) => Record<string, unknown>,
): { text: string; keys: string[] } {
  const keys: string[] = [];
  let text = '';
  for (const day of days) {
    const date = new Date(day * DAY_MS).toISOString().slice(0, 10);
    for (const origin of origins) {
      const key = `${table} ${day} ${origin.id}`;
      if (stored.has(key)) continue;
      keys.push(key);
      text += `${JSON.stringify(toRow(date, origin))}\n`;
    }
  }
  return { text, keys };
}

function resourceRow(day: string, origin: Resource): Record<string, unknown> {
  return {
    day,
    resource_id: String(origin.id),
    service_name: origin.serviceName,
    schema_url: origin.schemaUrl,
    json: origin.json,
    attributes: attributeTexts(origin.attributes),
  };
}

function scopeRow(day: string, origin: Scope): Record<string, unknown> {
  return {
    day,
    scope_id: String(origin.id),
    name: origin.name,
    version: origin.version,
    schema_url: origin.schemaUrl,
    json: origin.json,
    attributes: attributeTexts(origin.attributes),
  };
}

/** For searching only; what comes back is read from `json`. */
function attributeTexts(attributes: readonly Attribute[]): Record<string, string> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, attributeText(value)]));
}
