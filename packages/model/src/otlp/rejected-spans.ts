// Counts the spans of one message that could not be kept, and says why in one sentence. OTLP returns it
// to the sender as `partial_success`.

import type { AppendOutcome } from '../batch/append-outcome.ts';
import { OtlpDecodeError, type SpanRejectedError } from './decode-error.ts';

/** An error costs tens of microseconds, and no sender has so many by accident. */
const MAX_ERRORS = 1000;

export class RejectedSpans {
  private count = 0;
  private firstReason = '';
  private errors = 0;

  /** `describe`: why and where, as in OtlpDecodeError. Only asked for the first of them: there may be many. */
  add(describe: () => string): void {
    if (this.count === 0) this.firstReason = describe();
    this.count++;
  }

  /** The same for a span whose reading was broken off. Throws OtlpDecodeError when there are too many. */
  addError({ message }: SpanRejectedError, place: string): void {
    this.add(() => message);
    if (++this.errors > MAX_ERRORS) {
      throw new OtlpDecodeError(
        `more than ${MAX_ERRORS} spans, of which the first: ${this.firstReason}`,
        place,
      );
    }
  }

  outcome(acceptedSpans: number): AppendOutcome {
    const message =
      this.count === 0 ? '' : `${this.count} spans were rejected; the first: ${this.firstReason}`;
    return { acceptedSpans, rejectedSpans: this.count, message };
  }
}
