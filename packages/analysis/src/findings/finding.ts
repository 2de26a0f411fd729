// What a finding is, and what a rule is: a name that can be queried, thresholds with their meaning, and a
// function from a trace to what it found. Each rule has a file of its own; rules.ts lists them.

import type { FindingName } from '@throughline/model/span/finding-name';
import type { OperationTree } from '../operations/operation-tree.ts';
import type { CriticalPath } from '../path/critical-path.ts';
import type { Trace } from '../trace/trace.ts';
import type { Query } from './group-statements.ts';

export interface Finding {
  readonly name: FindingName;
  /** Whose it is to change: the service that can mute it. */
  readonly service: string;
  readonly operation: string;
  readonly sentence: string;
  /** The spans that show it, by time. */
  readonly rows: readonly number[];
  /** Time on the critical path of those spans and what is between them; 0 where it costs no time. */
  readonly costNs: number;
}

export interface FindingContext {
  readonly trace: Trace;
  readonly path: CriticalPath;
  readonly tree: OperationTree;
  /** By row, time on the critical path. */
  readonly pathNs: Float64Array;
  /** By position in the tree's order, time on the critical path of all rows before it. */
  readonly pathNsBefore: Float64Array;
  /** By row, the span with which its service was entered. */
  readonly entryOf: Int32Array;
  /** Queries by request and name. */
  readonly queries: readonly Query[][];
}

export interface Threshold {
  readonly value: number;
  readonly meaning: string;
}

export interface FindingRule {
  readonly name: FindingName;
  readonly summary: string;
  readonly limits: string;
  readonly thresholds: Readonly<Record<string, Threshold>>;
  find(context: FindingContext, settings: Readonly<Record<string, number>>): Finding[];
}

interface RuleDefinition<Name extends string> {
  readonly name: FindingName;
  /** One sentence: what it is. */
  readonly summary: string;
  /** What it cannot tell. */
  readonly limits: string;
  readonly thresholds: Readonly<Record<Name, Threshold>>;
  find(context: FindingContext, threshold: (name: Name) => number): Finding[];
}

/** A rule whose function can only ask for thresholds that it has declared. */
export function defineRule<Name extends string>(definition: RuleDefinition<Name>): FindingRule {
  const { name, summary, limits, thresholds, find } = definition;
  return {
    name,
    summary,
    limits,
    thresholds,
    find: (context, settings) =>
      find(context, (threshold) => settings[threshold] ?? thresholds[threshold].value),
  };
}
