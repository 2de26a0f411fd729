// Counts the spans of one message that could not be kept, and says why in one sentence. OTLP returns it
// to the sender as `partial_success`.

import type { AppendOutcome } from '../batch/append-outcome.ts';
import type { SpanRejectedError } from './decode-error.ts';

export class RejectedSpans {
  private count = 0;
  private firstReason = '';

  /** `place`: where in the message, as in OtlpDecodeError. */
  add(reason: string, place: string): void {
    if (this.count === 0) this.firstReason = `${reason} (at ${place})`;
    this.count++;
  }

  /** The same, of a span whose reading ended there. */
  addError({ message }: SpanRejectedError): void {
    if (this.count === 0) this.firstReason = message;
    this.count++;
  }

  outcome(acceptedSpans: number): AppendOutcome {
    const message =
      this.count === 0 ? '' : `${this.count} spans were rejected; the first: ${this.firstReason}`;
    return { acceptedSpans, rejectedSpans: this.count, message };
  }
}
