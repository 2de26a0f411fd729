// Reads what a search has found in order, the next ones while one is sent.

/** Traces read at the same time for one search. */
const TRACES_AHEAD = 4;

/** In order; what has been deleted meanwhile is left out. */
export async function* readAhead<T>(
  ids: readonly string[],
  read: (id: string) => Promise<T | undefined>,
): AsyncIterable<T> {
  const reading: Promise<T | undefined>[] = [];
  let next = 0;
  const begin = (): void => {
    const id = ids[next++];
    if (id === undefined) return;
    const promise = read(id);
    // It is awaited in its turn; until then a failure is nobody's.
    promise.catch(() => {});
    reading.push(promise);
  };
  for (let ahead = 0; ahead < TRACES_AHEAD; ahead++) begin();
  for (let first = reading.shift(); first !== undefined; first = reading.shift()) {
    begin();
    const found = await first;
    if (found !== undefined) yield found;
  }
}
