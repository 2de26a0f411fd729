// Decides which requests of a run have a fault, by counting: the same requests in the same order always get the
// same faults. A request that names its own fault (header or query) does not come here.
import { FAULTS, type FaultName } from './faults.ts';

export interface FaultSchedule {
  /** The faults of the next request of this kind. */
  next(request: 'checkout' | 'other'): readonly FaultName[];
}

/** How many checkouts one round of the showcase has; each fault comes once in a round. */
export const SHOWCASE_ROUND = 20;

/** Which checkout of a round has which fault. The slow payment comes early: it is what is looked for first. */
const SHOWCASE: ReadonlyMap<number, FaultName> = new Map([
  [2, 'slow-payment'],
  [5, 'payment-error'],
  [8, 'n-plus-one'],
  [11, 'retry-storm'],
  [14, 'lost-context'],
  [17, 'clock-skew'],
]);

export function createFaultSchedule(options: {
  readonly faults: readonly FaultName[];
  readonly showcase: boolean;
}): FaultSchedule {
  let requests = 0;
  let checkouts = 0;
  const chosen = (name: FaultName, isCheckout: boolean): boolean => {
    const fault = FAULTS[name];
    if (fault.touches === 'checkout') return isCheckout && (checkouts - 1) % fault.oneIn === 0;
    return (requests - 1) % fault.oneIn === 0;
  };
  return {
    next(request) {
      const isCheckout = request === 'checkout';
      requests += 1;
      if (isCheckout) checkouts += 1;
      const faults = options.faults.filter((name) => chosen(name, isCheckout));
      const shown =
        options.showcase && isCheckout ? SHOWCASE.get(checkouts % SHOWCASE_ROUND) : undefined;
      return shown === undefined || faults.includes(shown) ? faults : [...faults, shown];
    },
  };
}
