// The names of what the analysis finds in traces. They are stored, queried (`{ finding = "n-plus-one" }`) and told by
// the API: a name stays what it is. What each is: docs/analysis.md.

export const FINDING_NAMES = [
  'n-plus-one',
  'duplicate-queries',
  'serial-calls',
  'retry-storm',
  'timeout-cascade',
  'swallowed-error',
  'long-gap',
  'chatty-pair',
  'oversized-fan-out',
  'slow-connection',
  'orphaned-spans',
  'rootless-trace',
] as const;

export type FindingName = (typeof FINDING_NAMES)[number];

export function isFindingName(text: string): text is FindingName {
  return (FINDING_NAMES as readonly string[]).includes(text);
}
