// Keeps a storm of the same line from filling the log: the first is written, those that follow within
// the window are counted, and the count is written when the window ends.

/** Short enough to see that it goes on, long enough that a day of it is no gigabyte. */
export const WINDOW_MS = 10_000;

/** More kinds of lines at a time than we have; beyond it lines are not kept apart, but written. */
const MAX_KINDS = 1000;

interface Kind {
  leftOut: number;
  /** Writes the line once more, with how many of them were left out. */
  writeCount: (repeated: number) => void;
}

export interface RepeatedLines {
  /** Whether to write the line now. If not, `writeCount` is called later, at most once per window. */
  take(key: string, writeCount: (repeated: number) => void): boolean;
  /** Writes all counts now: the process ends. */
  flush(): void;
}

export function createRepeatedLines(windowMs = WINDOW_MS): RepeatedLines {
  const kinds = new Map<string, Kind>();

  function settle(key: string): void {
    const kind = kinds.get(key);
    kinds.delete(key);
    if (kind === undefined || kind.leftOut === 0) return;
    // It goes on: the next window begins with its count.
    open(key, kind.writeCount);
    kind.writeCount(kind.leftOut);
  }

  function open(key: string, writeCount: (repeated: number) => void): void {
    kinds.set(key, { leftOut: 0, writeCount });
    setTimeout(() => settle(key), windowMs).unref();
  }

  return {
    take(key, writeCount) {
      const known = kinds.get(key);
      if (known !== undefined) {
        known.leftOut++;
        known.writeCount = writeCount;
        return false;
      }
      if (kinds.size >= MAX_KINDS) return true;
      open(key, writeCount);
      return true;
    },
    flush() {
      for (const { leftOut, writeCount } of kinds.values()) if (leftOut > 0) writeCount(leftOut);
      kinds.clear();
    },
  };
}
