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
