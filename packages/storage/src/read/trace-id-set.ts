// Ids of traces that a statement is about.

/** Of one statement: they travel in the address of a request, of which the engine reads a megabyte. */
export const MAX_IDS = 2_000;

/** To look in with IN; `ids` is an array of texts of 32 hex digits, a parameter. */
export function traceIdSet(ids: string): string {
  return `(SELECT toFixedString(unhex(arrayJoin(${ids})), 16))`;
}
