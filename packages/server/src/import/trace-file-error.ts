// Something in a trace file that cannot be read, and where it stands.

export interface FilePlace {
  /** From 0, after decompression. */
  readonly byte: number;
  /** From 1. */
  readonly line: number;
}

export class TraceFileError extends Error {
  override readonly name = 'TraceFileError';
  readonly place: FilePlace;

  constructor(message: string, place: FilePlace) {
    super(message);
    this.place = place;
  }
}
