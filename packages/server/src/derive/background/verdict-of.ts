// What is kept of the analysis of one trace: the likeliest culprit, where something went wrong, and what was found.

import type { Culprit } from '@throughline/analysis/culprit/find-culprits';
import type { Finding } from '@throughline/analysis/findings/finding';
import { operationOf, serviceOf, type Trace } from '@throughline/analysis/trace/trace';
import type { StoredFinding, Verdict } from '@throughline/storage/contract/verdict-store';

/** Findings of one trace, the most costly; nobody reads more of them in a list of traces. */
const MAX_FINDINGS = 20;

/** A request that only went another way than usual scores less, and is not what somebody looks for in a list. */
const MIN_SCORE = 0.3;

const MAX_SENTENCE_LENGTH = 500;

export interface Judged {
  readonly culprits: readonly Culprit[];
  readonly findings: readonly Finding[];
  readonly isUsual: boolean;
}

export function verdictOf(trace: Trace, { culprits, findings, isUsual }: Judged): Verdict {
  const culprit = culprits.find(({ score }) => score >= MIN_SCORE);
  return {
    traceId: trace.traceId,
    startNs: trace.originNs,
    rootService: serviceOf(trace, trace.rootRow),
    rootName: operationOf(trace, trace.rootRow),
    spanCount: trace.rowCount,
    isUsual,
    ...(culprit === undefined
      ? {}
      : {
          culprit: {
            kind: culprit.kind,
            service: culprit.service,
            operation: culprit.operation,
            sentence: cut(culprit.sentence),
          },
        }),
    findings: oneOfEach(findings).slice(0, MAX_FINDINGS),
  };
}

/** The same finding at several places of one operation is one, with the cost of all and the sentence of the first. */
function oneOfEach(findings: readonly Finding[]): StoredFinding[] {
  const found = new Map<string, StoredFinding>();
  for (const { name, service, operation, costNs, rows, sentence } of findings) {
    const key = JSON.stringify([name, service, operation]);
    const before = found.get(key);
    found.set(key, {
      ...{ name, service, operation },
      costNs: costNs + (before?.costNs ?? 0),
      spanCount: rows.length + (before?.spanCount ?? 0),
      sentence: before?.sentence ?? cut(sentence),
    });
  }
  return [...found.values()].sort((a, b) => b.costNs - a.costNs);
}

function cut(sentence: string): string {
  return sentence.length <= MAX_SENTENCE_LENGTH
    ? sentence
    : `${sentence.slice(0, MAX_SENTENCE_LENGTH - 1)}…`;
}
