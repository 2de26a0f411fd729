// The faults the shop can show, by name: what each one does, how much of the traffic it touches when it is
// chosen for a run, and what to look at. What a fault changes is written in the service it belongs to.

export const FAULT_NAMES = [
  'slow-payment',
  'payment-error',
  'lost-context',
  'clock-skew',
  'n-plus-one',
  'retry-storm',
] as const;

export type FaultName = (typeof FAULT_NAMES)[number];

export interface Fault {
  readonly summary: string;
  /** Which requests the fault can touch when it is chosen for a run. */
  readonly touches: 'checkout' | 'every-request';
  /** One in this many of them has the fault; the first one always has it. */
  readonly oneIn: number;
  readonly lookFor: string;
}

export const FAULTS: Readonly<Record<FaultName, Fault>> = {
  'slow-payment': {
    summary: 'a checkout takes about 4 s and payment has 3.8 s of it',
    touches: 'checkout',
    oneIn: 5,
    lookFor: 'POST /checkout of about 4 s: the long bar is payment POST /charge',
  },
  'payment-error': {
    summary: 'payment fails with an exception, and the checkout with it',
    touches: 'checkout',
    oneIn: 3,
    lookFor: 'POST /checkout with status 502: the exception is on payment POST /charge',
  },
  'lost-context': {
    summary: 'cart forwards no trace context on its outgoing calls',
    touches: 'every-request',
    oneIn: 1,
    lookFor: 'traces that end in cart, and traces that begin in payment, inventory or shipping',
  },
  'clock-skew': {
    summary: 'the clock of shipping is five seconds behind',
    touches: 'every-request',
    oneIn: 1,
    lookFor: 'the shipping spans of POST /checkout begin before the request that caused them',
  },
  'n-plus-one': {
    summary: 'inventory asks the database once per product instead of once',
    touches: 'every-request',
    oneIn: 1,
    lookFor: 'a row of like SELECT spans under inventory GetProducts',
  },
  'retry-storm': {
    summary: 'currency answers 503 and cart asks it 25 times without a pause',
    touches: 'checkout',
    oneIn: 5,
    lookFor: 'POST /checkout with 25 failed calls from cart to currency',
  },
};

export function isFaultName(text: string): text is FaultName {
  return FAULT_NAMES.some((name) => name === text);
}

/** Splits `a,b` into fault names; the names that do not exist come back apart, for the caller to refuse. */
export function parseFaults(text: string): { faults: FaultName[]; unknown: string[] } {
  const words = text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  return {
    faults: words.filter(isFaultName),
    unknown: words.filter((word) => !isFaultName(word)),
  };
}
