// Sees to it that the resources and scopes of a batch are in their tables before its spans are, once a
// day each, so that they outlive no span that names them. Writing one again is harmless: the tables
// keep one row per id and day.

import type { ClickHouseClient } from '@clickhouse/client';
import type { Resource, Scope } from '@throughline/model/batch/origin';
import type { SpanBatch } from '@throughline/model/batch/span-batch';
import { type Attribute, attributeText } from '@throughline/model/span/attribute-value';

/** Ids remembered as written: about 10 MB. Beyond it all are forgotten and written once more. */
const MAX_REMEMBERED = 100_000;

const DAY_MS = 86_400_000;

export interface OriginWriter {
  /** Resolves when every resource and scope of the batch is stored. */
  write(client: ClickHouseClient, batch: SpanBatch): Promise<void>;
}

export function createOriginWriter(): OriginWriter {
  const written = new Set<string>();
  return {
    async write(client, batch) {
      const days = receivedDays(batch);
      const resources = unwritten(written, 'resource', days, batch.resources.entries);
      const scopes = unwritten(written, 'scope', days, batch.scopes.entries);
      if (resources.length > 0) await insert(client, 'resources', resources, resourceRow);
      if (scopes.length > 0) await insert(client, 'scopes', scopes, scopeRow);
      if (written.size > MAX_REMEMBERED) written.clear();
      for (const { memory } of [...resources, ...scopes]) written.add(memory);
    },
  };
}

/** Days since the epoch (UTC) on which the batch's spans were received: one, or two at midnight. */
function receivedDays(batch: SpanBatch): number[] {
  const days = new Set<number>();
  for (let row = 0; row < batch.rowCount; row++) {
    days.add(Math.floor(batch.receivedMs.unsignedNumberAt(row) / DAY_MS));
  }
  return [...days];
}

interface Unwritten<T> {
  readonly memory: string;
  readonly day: string;
  readonly origin: T;
}

function unwritten<T extends { readonly id: bigint }>(
  written: ReadonlySet<string>,
  kind: string,
  days: readonly number[],
  origins: readonly T[],
): Unwritten<T>[] {
  return days.flatMap((day) =>
    origins
      .map((origin) => ({
        memory: `${kind} ${day} ${origin.id}`,
        day: new Date(day * DAY_MS).toISOString().slice(0, 10),
        origin,
      }))
      .filter(({ memory }) => !written.has(memory)),
  );
}

async function insert<T>(
  client: ClickHouseClient,
  table: string,
  rows: readonly Unwritten<T>[],
  toRow: (row: Unwritten<T>) => Record<string, unknown>,
): Promise<void> {
  await client.insert({ table, values: rows.map(toRow), format: 'JSONEachRow' });
}

function resourceRow({ day, origin }: Unwritten<Resource>): Record<string, unknown> {
  return {
    day,
    resource_id: String(origin.id),
    service_name: origin.serviceName,
    schema_url: origin.schemaUrl,
    json: origin.json,
    attributes: attributeTexts(origin.attributes),
  };
}

function scopeRow({ day, origin }: Unwritten<Scope>): Record<string, unknown> {
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
