// Asks something that may hang, at most once at a time and not too often, for those who cannot wait: a
// scrape of /metrics gets the answer of now if it comes soon, else the last one, and is told which.

export interface ProbeTimes {
  /** An answer of this age is still one of now. */
  readonly freshMs: number;
  /** How long whoever asks waits for an answer. */
  readonly waitMs: number;
  /** When the question is given up, so that the next can be asked. */
  readonly timeoutMs: number;
}

export interface ProbeAnswer<T> {
  /** Of the last question that was answered; undefined when none was. */
  readonly value: T | undefined;
  /** Whether that is an answer of now. */
  readonly isCurrent: boolean;
}

export interface CachedProbe<T> {
  /** Resolves within `waitMs`; never rejects. */
  latest(): Promise<ProbeAnswer<T>>;
}

/** Several who scrape share an answer; one that comes later than this is no sign of health. */
const DEFAULT_TIMES: ProbeTimes = { freshMs: 1_000, waitMs: 1_000, timeoutMs: 5_000 };

export function createCachedProbe<T>(
  ask: (signal: AbortSignal) => Promise<T>,
  times: ProbeTimes = DEFAULT_TIMES,
): CachedProbe<T> {
  let value: T | undefined;
  let answeredMs = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;
  const isCurrent = () => performance.now() - answeredMs <= times.freshMs;

  async function askOnce(): Promise<void> {
    const signal = AbortSignal.timeout(times.timeoutMs);
    try {
      value = await Promise.race([ask(signal), rejected(signal)]);
      answeredMs = performance.now();
    } catch {
      // No answer is an answer: what is kept gets older, and says so.
    }
    asking = undefined;
  }

  return {
    async latest() {
      if (!isCurrent()) {
        asking ??= askOnce();
        await within(times.waitMs, asking);
      }
      return { value, isCurrent: isCurrent() };
    },
  };
}

/** For questions that do not listen to their signal. */
function rejected(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

async function within(waitMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, waitMs);
  });
  await Promise.race([work, over]);
  clearTimeout(timer);
}
