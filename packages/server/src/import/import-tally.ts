// What an import has brought so far, in bounded memory: the answer of the API.

import {
  type ImportAnswer,
  MAX_IMPORT_ERRORS,
  MAX_IMPORT_TRACE_IDS,
  type TraceFileForm,
} from '@throughline/model/api/import';
import { bytesToHex } from '@throughline/model/base/hex';
import type { AppendOutcome } from '@throughline/model/batch/append-outcome';
import type { SpanBatch } from '@throughline/model/batch/span-batch';
import type { FilePlace } from './trace-file-error.ts';

/** Some 10 MB of ids; beyond it the count is "at least". */
const MAX_COUNTED_TRACES = 100_000;

export class ImportTally {
  private readonly forms = new Set<TraceFileForm>();
  private readonly traceIds = new Set<string>();
  private isExact = true;
  private spans = 0;
  private rejectedSpans = 0;
  private startNs: bigint | undefined;
  private endNs: bigint | undefined;
  private readonly errors: ImportAnswer['errors'] = [];
  private errorCount = 0;

  /** Rows of a message that was decoded, from the first of them on. */
  see(batch: SpanBatch, firstRow: number): void {
    for (let row = firstRow; row < batch.rowCount; row++) {
      this.addTrace(bytesToHex(batch.traceId.at(row)));
      const startNs = batch.startNs.unsignedAt(row);
      const endNs = startNs + batch.durationNs.signedAt(row);
      if (this.startNs === undefined || startNs < this.startNs) this.startNs = startNs;
      if (this.endNs === undefined || endNs > this.endNs) this.endNs = endNs;
    }
  }

  private addTrace(traceId: string): void {
    if (this.traceIds.has(traceId)) return;
    if (this.traceIds.size < MAX_COUNTED_TRACES) this.traceIds.add(traceId);
    else this.isExact = false;
  }

  /** What was seen is stored. */
  stored(
    form: TraceFileForm,
    { acceptedSpans, rejectedSpans, message }: AppendOutcome,
    place: FilePlace,
  ): void {
    this.forms.add(form);
    this.spans += acceptedSpans;
    this.rejectedSpans += rejectedSpans;
    if (rejectedSpans > 0) this.fail(message, place);
  }

  fail(message: string, { byte, line }: FilePlace): void {
    this.errorCount++;
    if (this.errors.length < MAX_IMPORT_ERRORS) this.errors.push({ message, byte, line });
  }

  answer(bytes: number, complete: boolean): ImportAnswer {
    const { startNs, endNs, traceIds, isExact } = this;
    return {
      forms: [...this.forms],
      bytes,
      spans: this.spans,
      rejectedSpans: this.rejectedSpans,
      traces: { count: traceIds.size, isExact },
      traceIds: [...traceIds].slice(0, MAX_IMPORT_TRACE_IDS),
      ...(startNs === undefined ? {} : { startTimeUnixNano: String(startNs) }),
      ...(endNs === undefined || endNs < 0n ? {} : { endTimeUnixNano: String(endNs) }),
      errors: this.errors,
      errorCount: this.errorCount,
      complete,
    };
  }
}
