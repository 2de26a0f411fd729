// A trace in a few figures, as Jaeger's page lists what a search found.

import { bytesToHex } from '@throughline/model/base/hex';
import type { SpanBatch } from '@throughline/model/batch/span-batch';
import type { JaegerTraceSummary } from '@throughline/model/jaeger/query-messages';
import { STATUS_ERROR } from '@throughline/model/span/span-kind';
import { toldService } from './service-names.ts';

type ServiceSummary = JaegerTraceSummary['services'][number];

/** Of a whole trace, which is not empty; its spans come by start. */
export function traceSummary(batch: SpanBatch): JaegerTraceSummary {
  const ids = new Set<string>();
  for (let row = 0; row < batch.rowCount; row++) ids.add(bytesToHex(batch.spanId.at(row)));
  const services = new Map<string, ServiceSummary>();
  let root: number | undefined;
  let orphanSpanCount = 0;
  let errorSpanCount = 0;
  let minStartNs = batch.startNs.unsignedAt(0);
  let maxEndNs = 0n;
  for (let row = 0; row < batch.rowCount; row++) {
    if (batch.parentSpanId.isZero(row)) root ??= row;
    else if (!ids.has(bytesToHex(batch.parentSpanId.at(row)))) orphanSpanCount++;
    const errors = batch.statusCode.at(row) === STATUS_ERROR ? 1 : 0;
    errorSpanCount += errors;
    const startNs = batch.startNs.unsignedAt(row);
    const endNs = batch.endNsAt(row);
    if (startNs < minStartNs) minStartNs = startNs;
    if (endNs > maxEndNs) maxEndNs = endNs;
    const name = toldService(batch.serviceNameAt(row));
    const before = services.get(name) ?? { name, spanCount: 0, errorSpanCount: 0 };
    services.set(name, {
      name,
      spanCount: before.spanCount + 1,
      errorSpanCount: before.errorSpanCount + errors,
    });
  }
  return {
    traceId: bytesToHex(batch.traceId.at(0)),
    rootServiceName: root === undefined ? '' : toldService(batch.serviceNameAt(root)),
    rootOperationName: root === undefined ? '' : batch.name.textAt(root),
    minStartNs,
    maxEndNs,
    spanCount: batch.rowCount,
    errorSpanCount,
    orphanSpanCount,
    services: [...services.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

export function traceSummaryJson({ minStartNs, maxEndNs, ...others }: JaegerTraceSummary): string {
  return JSON.stringify({
    ...others,
    minStartTimeUnixNano: String(minStartNs),
    maxEndTimeUnixNano: String(maxEndNs),
  });
}
