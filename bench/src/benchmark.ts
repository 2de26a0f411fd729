// What a benchmark is to `npm run bench`: it reads its own arguments and prints its own result.

export interface Benchmark {
  /** Its arguments, in one line. */
  readonly usage: string;
  /** Throws an Error with a readable message when it cannot run, and when its promise did not hold. */
  run(args: readonly string[]): Promise<void>;
}

/** A whole number above 0 from the command line. */
export function positiveOption(name: string, text: string | undefined, fallback: number): number {
  const value = text === undefined ? fallback : Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new Error(`--${name} must be a whole number above 0, not ${JSON.stringify(text)}`);
}
