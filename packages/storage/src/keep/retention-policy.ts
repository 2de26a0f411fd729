// How long traces are kept, as plain data: an age for all, ages for some, and a size on disk. What the
// rules mean for a trace is said here once; rule-conditions.ts says it again in SQL.

const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

export const DEFAULT_RETENTION_MS = 14 * DAY_MS;

/** The keeper looks every few minutes; a shorter age could not be kept. */
export const MIN_RETENTION_MS = MINUTE_MS;
/** Ten years: more is "off". */
export const MAX_RETENTION_MS = 3653 * DAY_MS;

/**
 * Which traces a rule is about. `errors`: some span has failed. `service`, `operation`: some span is of
 * that service or has that name. `root-service`, `root-operation`: the span without a parent is or has.
 */
export const NAMED_SUBJECTS = ['service', 'operation', 'root-service', 'root-operation'] as const;
export type NamedSubject = (typeof NAMED_SUBJECTS)[number];

export type RuleSubject =
  | { readonly kind: 'errors' }
  /** `pattern`: the whole name, in which `*` stands for any text. */
  | { readonly kind: NamedSubject; readonly pattern: string };

/**
 * Rules are about whole traces: one that matches several is kept for the longest of their ages, one that
 * matches none for the age of all. So no rule ever tears a trace apart.
 */
export interface RetentionRule {
  readonly subject: RuleSubject;
  readonly ageMs: number;
}

export interface RetentionPolicy {
  /** undefined: for ever. */
  readonly ageMs: number | undefined;
  readonly rules: readonly RetentionRule[];
  /** Of all tables together on disk; beyond it the oldest day goes. undefined: no bound. */
  readonly maxBytes: number | undefined;
}

export const DEFAULT_RETENTION: RetentionPolicy = {
  ageMs: DEFAULT_RETENTION_MS,
  rules: [],
  maxBytes: undefined,
};

/** Every age of the policy once, shortest first. */
export function agesOf(policy: RetentionPolicy): number[] {
  const ages = policy.rules.map((rule) => rule.ageMs);
  if (policy.ageMs !== undefined) ages.push(policy.ageMs);
  return [...new Set(ages)].sort((a, b) => a - b);
}

/** The age after which nothing is kept; undefined when something may be kept for ever. */
export function longestAgeMs(policy: RetentionPolicy): number | undefined {
  return policy.ageMs === undefined ? undefined : agesOf(policy).at(-1);
}
