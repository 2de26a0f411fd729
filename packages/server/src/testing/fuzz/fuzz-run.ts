// Runs cases of one kind in groups until there are enough, and gathers what went wrong with what is
// needed to see it again. Measures nothing that a test could stumble over: the bench does that.

import { FuzzRandom } from '@throughline/model/fuzz/fuzz-random';
import { decodeExport, type TraceEncoding } from '../../ingest/decode-export.ts';
import { checkAlone, type DecodeCase, DecodeChecker } from './decode-checker.ts';
import { FuzzCases } from './fuzz-cases.ts';

export interface FuzzFinding {
  readonly problem: string;
  /** As they were sent; one where one alone shows it. */
  readonly bodies: readonly Uint8Array[];
}

export interface FuzzOptions {
  readonly seed: number;
  readonly cases: number;
  /** Called for each finding; a run goes on after it. */
  readonly onFinding: (finding: FuzzFinding) => void;
  /** Called after each case with its time. */
  readonly onCase?: (elapsedMs: number) => void;
}

/** How cases ended, by a name for each end. */
export type FuzzCounts = Readonly<Record<string, number>>;

/** Messages of several senders share one batch of the store; so do those of a group here. */
export const GROUP_CASES = 50;

export function fuzzDecoder(
  encoding: TraceEncoding,
  options: FuzzOptions,
  decode: typeof decodeExport = decodeExport,
): FuzzCounts {
  const cases = new FuzzCases(new FuzzRandom(options.seed));
  const checker = new DecodeChecker(decode);
  let group: DecodeCase[] = [];
  const report = (error: unknown, suspects: readonly DecodeCase[]): void => {
    options.onFinding({ problem: describe(error), bodies: suspects.map(({ body }) => body) });
    checker.discardGroup();
    group = [];
  };
  for (let done = 1; done <= options.cases; done++) {
    const body = encoding === 'protobuf' ? cases.protobuf() : cases.json();
    const one = { body, encoding };
    group.push(one);
    const startedMs = performance.now();
    try {
      checker.check(one);
      options.onCase?.(performance.now() - startedMs);
    } catch (error) {
      report(error, [one]);
    }
    if (group.length < GROUP_CASES && done < options.cases) continue;
    try {
      checker.endGroup();
      group = [];
    } catch (error) {
      report(error, smallest(group, decode));
    }
  }
  return checker.counts;
}

/** The first case that shows a fault on its own, or all of them when none does. */
function smallest(
  group: readonly DecodeCase[],
  decode: typeof decodeExport,
): readonly DecodeCase[] {
  for (const one of group) {
    try {
      checkAlone([one], decode);
    } catch {
      return [one];
    }
  }
  return group;
}

/** The first lines: a comparison that fails shows whole messages otherwise. */
export function describe(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return text.slice(0, 2000);
}
