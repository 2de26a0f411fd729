// Counting the calls of minutes whose spans have arrived, for the map of services. Whoever asks for the map need not
// know of it.

export interface CountRequest {
  /** All spans that were received before can be found; minutes that got some later are left for later. */
  readonly settledMs: number;
}

export interface CountedCalls {
  /** 0: nothing was to be counted. */
  readonly minutes: number;
  /** That were read for it, with those that may be parents. */
  readonly spans: number;
}

export interface CallCounter {
  /** Some minutes, the newest first: as much as one statement should do. */
  countNext(request: CountRequest, signal?: AbortSignal): Promise<CountedCalls>;
}
