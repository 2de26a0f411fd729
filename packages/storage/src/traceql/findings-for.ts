// What was found in the traces that the evaluator is about to look at, where a query asks for it.

import { requestedFields } from '@throughline/traceql/eval/requested-fields';
import type { FindingsOfTraces } from '@throughline/traceql/eval/trace';
import type { Query } from '@throughline/traceql/syntax/ast';
import { readFindingNames } from '../verdicts/read-verdicts.ts';
import type { ReadSession } from './read-session.ts';
import type { TraceBounds } from './read-traces.ts';

export function asksForFindings(query: Query): boolean {
  return requestedFields(query).some(
    (field) => field.kind === 'intrinsic' && field.name === 'finding',
  );
}

export async function findingsOf(
  session: ReadSession,
  traces: readonly TraceBounds[],
): Promise<FindingsOfTraces> {
  const [first] = traces;
  if (first === undefined) return new Map();
  let sinceNs = first.firstNs;
  for (const { firstNs } of traces) if (firstNs < sinceNs) sinceNs = firstNs;
  const ids = traces.map(({ traceId }) => traceId);
  return readFindingNames(session, ids, sinceNs);
}
