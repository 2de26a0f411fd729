// Assertions for programmer errors: they crash loudly. The world's errors (bad input, a lost
// connection) are typed errors instead and never come through here.

export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

/** Throws when a condition the code itself guarantees does not hold. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}

/** Returns the value, or throws when it is missing although the code guarantees it. */
export function ensureExists<T>(value: T | undefined | null, message: string): T {
  if (value === undefined || value === null) throw new AssertionError(message);
  return value;
}

/** Ends a `switch` over a union: a new member becomes a type error here. */
export function assertNever(value: never): never {
  throw new AssertionError(`unexpected value: ${JSON.stringify(value)}`);
}
