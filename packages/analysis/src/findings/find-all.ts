// Every rule over one trace: with the thresholds that were set, without what a service has muted, and
// without what a more telling finding explains.

import type { FindingName } from '@throughline/model/span/finding-name';
import type { OperationTree } from '../operations/operation-tree.ts';
import type { CriticalPath } from '../path/critical-path.ts';
import { pathTimeByRow } from '../path/shares.ts';
import type { Trace } from '../trace/trace.ts';
import { findEntries } from './calls.ts';
import { chattyPair } from './chatty-pair.ts';
import { duplicateQueries } from './duplicate-queries.ts';
import type { Finding, FindingContext, FindingRule } from './finding.ts';
import { groupQueries } from './group-statements.ts';
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

/** Calls of a chatty pair that other findings have named already: from this share on nothing is left. */
const EXPLAINED_SHARE = 0.5;

const EXPLAIN_CHATTY: readonly FindingName[] = ['retry-storm', 'serial-calls', 'oversized-fan-out'];

/** The most costly first. */
export function findAll(
  trace: Trace,
  path: CriticalPath,
  tree: OperationTree,
  settings: FindingSettings = {},
): Finding[] {
  const context = makeContext(trace, path, tree);
  const found = FINDING_RULES.flatMap((rule) =>
    rule.find(context, settings.thresholds?.[rule.name] ?? {}),
  );
  return withoutExplained(found)
    .filter((finding) => !isMuted(finding, settings))
    .toSorted((a, b) => b.costNs - a.costNs);
}

function makeContext(trace: Trace, path: CriticalPath, tree: OperationTree): FindingContext {
  const pathNs = pathTimeByRow(trace, path);
  const pathNsBefore = new Float64Array(trace.rowCount + 1);
  trace.tree.order.forEach((row, at) => {
    pathNsBefore[at + 1] = (pathNsBefore[at] ?? 0) + (pathNs[row] ?? 0);
  });
  const entryOf = findEntries(trace);
  const queries = groupQueries({ trace, entryOf });
  return { trace, path, tree, pathNs, pathNsBefore, entryOf, queries };
}

function isMuted({ name, service }: Finding, { muted = [] }: FindingSettings): boolean {
  return muted.some((mute) => mute.finding === name && (mute.service ?? service) === service);
}

/** Without the chatty pairs that a more telling finding explains. */
function withoutExplained(found: readonly Finding[]): Finding[] {
  const explained = new Set<number>();
  for (const { name, rows } of found) {
    if (EXPLAIN_CHATTY.includes(name)) for (const row of rows) explained.add(row);
  }
  return found.filter(({ name, rows }) => {
    if (name !== 'chatty-pair') return true;
    return rows.filter((row) => explained.has(row)).length < EXPLAINED_SHARE * rows.length;
  });
}
