// Every rule over one trace: with the thresholds that were set, without what a service has muted, and
// without what a more telling finding explains.

import type { OperationTree } from '../operations/operation-tree.ts';
import type { CriticalPath } from '../path/critical-path.ts';
import { pathTimeByRow } from '../path/shares.ts';
import type { Trace } from '../trace/trace.ts';
import { findEntries } from './calls.ts';
import { chattyPair } from './chatty-pair.ts';
import { duplicateQueries } from './duplicate-queries.ts';
import type { Finding, FindingContext, FindingName, FindingRule } from './finding.ts';
import { longGap } from './long-gap.ts';
import { nPlusOne } from './n-plus-one.ts';
import { orphanedSpans } from './orphaned-spans.ts';
import { oversizedFanOut } from './oversized-fan-out.ts';
import { retryStorm } from './retry-storm.ts';
import { rootlessTrace } from './rootless-trace.ts';
import { serialCalls } from './serial-calls.ts';
import { slowConnection } from './slow-connection.ts';
import { swallowedError } from './swallowed-error.ts';
import { timeoutCascade } from './timeout-cascade.ts';

/** In the order in which findings of equal cost are listed: the more telling first. */
export const FINDING_RULES: readonly FindingRule[] = [
  nPlusOne,
  duplicateQueries,
  serialCalls,
  retryStorm,
  timeoutCascade,
  swallowedError,
  longGap,
  oversizedFanOut,
  slowConnection,
  chattyPair,
  orphanedSpans,
  rootlessTrace,
];

export interface FindingSettings {
  /** By finding, what replaces the defaults. */
  readonly thresholds?: Readonly<Partial<Record<FindingName, Readonly<Record<string, number>>>>>;
  /** Findings that a service does not want to hear of; without a service, nobody does. */
  readonly muted?: readonly { readonly finding: FindingName; readonly service?: string }[];
}

/** Of the calls of a chatty pair or a fan-out: from here on another finding has said it. */
const EXPLAINED_SHARE = 0.8;

const EXPLAINS: Readonly<Partial<Record<FindingName, readonly FindingName[]>>> = {
  'chatty-pair': ['retry-storm', 'serial-calls', 'oversized-fan-out'],
};

/** The most costly first. */
export function findAll(
  trace: Trace,
  path: CriticalPath,
  tree: OperationTree,
  settings: FindingSettings = {},
): Finding[] {
  const context: FindingContext = {
    trace,
    path,
    tree,
    pathNs: pathTimeByRow(trace, path),
    entryOf: findEntries(trace),
  };
  const found = FINDING_RULES.flatMap((rule) =>
    rule.find(context, settings.thresholds?.[rule.name] ?? {}),
  );
  return found
    .filter((finding) => !isMuted(finding, settings) && !isExplained(finding, found))
    .toSorted((a, b) => b.costNs - a.costNs);
}

function isMuted({ name, service }: Finding, { muted = [] }: FindingSettings): boolean {
  return muted.some((mute) => mute.finding === name && (mute.service ?? service) === service);
}

function isExplained(finding: Finding, found: readonly Finding[]): boolean {
  const explaining = EXPLAINS[finding.name] ?? [];
  const rows = new Set(
    found.filter(({ name }) => explaining.includes(name)).flatMap((other) => other.rows),
  );
  const explained = finding.rows.filter((row) => rows.has(row)).length;
  return rows.size > 0 && explained >= EXPLAINED_SHARE * finding.rows.length;
}
