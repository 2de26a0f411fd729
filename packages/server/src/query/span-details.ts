// One span in full, as the text of a SpanDetailsAnswer: the batch already holds resources and scopes
// as JSON text, so nothing is parsed only to be written again.

import type { SpanBatch } from '@throughline/model/batch/span-batch';
import { encodeSpanJson } from '@throughline/model/otlp/json-encode';

/** undefined when no span of the batch has this id. */
export function spanDetailsJson(batch: SpanBatch, spanId: Uint8Array): string | undefined {
  const wanted = Buffer.from(spanId);
  const details: string[] = [];
  for (let row = 0; row < batch.rowCount; row++) {
    if (wanted.equals(batch.spanId.at(row))) details.push(oneSpanJson(batch, row));
  }
  return details.length === 0 ? undefined : `{"spans":[${details.join(',')}]}`;
}

/**
 * The same with texts of values cut to `maxChars`. A value that was cut says in `cutFromChars` how long it is; that is
 * no part of OTLP, so it is only done for who asks for it.
 */
export function cutLongValues(json: string, maxChars: number): string {
  return JSON.stringify(JSON.parse(json), (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('stringValue' in value)) return value;
    const { stringValue } = value;
    if (typeof stringValue !== 'string' || stringValue.length <= maxChars) return value;
    return { stringValue: stringValue.slice(0, maxChars), cutFromChars: stringValue.length };
  });
}

function oneSpanJson(batch: SpanBatch, row: number): string {
  const resource = batch.resourceAt(row);
  const scope = batch.scopeAt(row);
  const receivedAt = new Date(batch.receivedMs.unsignedNumberAt(row)).toISOString();
  return (
    `{"resource":${resource.json},"resourceSchemaUrl":${JSON.stringify(resource.schemaUrl)},` +
    `"scope":${scope.json},"scopeSchemaUrl":${JSON.stringify(scope.schemaUrl)},` +
    `"span":${encodeSpanJson(batch, row)},"receivedAt":"${receivedAt}"}`
  );
}
