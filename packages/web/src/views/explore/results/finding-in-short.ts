// The verdict on a trace in a few words, for a cell of the table: what made it slow or failed, else the most costly
// finding.

import type { CulpritKind } from '@throughline/model/api/analysis';
import type { TraceSummary } from '@throughline/model/api/search';

const CULPRITS: Readonly<Record<CulpritKind, string>> = {
  error: 'failed',
  slow: 'slow',
  'too-many-calls': 'called too often',
  'new-call': 'new call',
  'missing-call': 'call missing',
};

interface FindingInShort {
  readonly text: string;
  /** All that was found. */
  readonly sentences: readonly string[];
}

/** Undefined: nothing was found, or nobody has looked yet. */
export function findingInShort({
  verdict,
}: Pick<TraceSummary, 'verdict'>): FindingInShort | undefined {
  if (verdict === undefined) return undefined;
  const { culprit, findings } = verdict;
  const sentences = [culprit, ...findings].flatMap((found) =>
    found === undefined ? [] : [found.sentence],
  );
  const [first, ...others] = findings;
  if (culprit !== undefined) {
    return { text: `${culprit.service} ${CULPRITS[culprit.kind]}`, sentences };
  }
  if (first === undefined) return undefined;
  const more = others.length === 0 ? '' : ` +${others.length}`;
  return { text: `${first.name}${more}`, sentences };
}
