// Counting the calls of minutes whose spans have arrived, for the map of services. Whoever asks for the map need not
// know of it.

export interface CountRequest {
  /** All spans that were received before can be found; minutes that got some later are left for later. */
  readonly settledMs: number;
}

export interface CallCounter {
  /** Some minutes, or an hour, the newest first: as much as one statement should do. How many; 0: nothing is due. */
  countNext(request: CountRequest, signal?: AbortSignal): Promise<number>;
}
