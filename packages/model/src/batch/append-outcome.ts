// What a decoder says after it appended a message's spans to a batch.

export interface AppendOutcome {
  readonly acceptedSpans: number;
  /** These were not appended. */
  readonly rejectedSpans: number;
  /** Why spans were rejected, for the sender; empty when none was. */
  readonly message: string;
}
