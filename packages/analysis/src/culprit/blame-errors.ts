// The origin of an error as a culprit: certain where the error went up to the root, less so where somebody
// caught it, and less the more often that operation fails in traces that nobody complains of.

import { type EndpointBaseline, usualOf } from '../baseline/endpoint-baseline.ts';
import type { OperationTree } from '../operations/operation-tree.ts';
import { sayOperation, sayShare, sayTimes } from '../text/say.ts';
import { operationOf, serviceOf, type Trace } from '../trace/trace.ts';
import { type ErrorOrigin, errorText, findErrorOrigins, isClientFault } from './error-origins.ts';
import type { Culprit } from './find-culprits.ts';

/** An error that somebody caught explains little of what the root did. */
const CAUGHT_SCORE = 0.4;

/** Errors that reached the root together: all of them are named, the first to fail first. */
const LATER_FACTOR = 0.9;

export function blameErrors(
  trace: Trace,
  tree: OperationTree,
  baseline: EndpointBaseline | undefined,
): Culprit[] {
  const byNode = new Map<number, ErrorOrigin[]>();
  for (const origin of findErrorOrigins(trace)) {
    // Not found is an answer, as long as whoever asked could go on.
    if (!origin.reachesRoot && isClientFault(trace, origin.chain)) continue;
    const node = tree.nodeOf[origin.row] ?? 0;
    const origins = byNode.get(node);
    if (origins === undefined) byNode.set(node, [origin]);
    else origins.push(origin);
  }
  let factor = 1;
  return [...byNode].map(([at, origins]) => {
    const first = origins[0];
    const node = tree.nodes[at];
    const usual = baseline === undefined ? undefined : usualOf(baseline, tree, at);
    const usualRate = usual === undefined || usual.calls === 0 ? 0 : usual.errors / usual.calls;
    const reachesRoot = first?.reachesRoot === true;
    const score = (reachesRoot ? factor : CAUGHT_SCORE) * (1 - usualRate);
    if (reachesRoot) factor *= LATER_FACTOR;
    return {
      kind: 'error',
      score,
      service: node?.service ?? '',
      operation: node?.operation ?? '',
      sentence: first === undefined ? '' : sentenceOf(trace, first, origins.length, usualRate),
      rows: origins.length === 1 ? (first?.chain ?? []) : origins.map(({ row }) => row),
    };
  });
}

function sentenceOf(
  trace: Trace,
  { row, chain, reachesRoot, endedAt }: ErrorOrigin,
  count: number,
  usualRate: number,
): string {
  const where = sayOperation(serviceOf(trace, row), operationOf(trace, row));
  const text = errorText(trace, row);
  const what = `${where} failed${count > 1 ? ` ${sayTimes(count)}` : ''}${text === '' ? '' : ` (${text})`}`;
  const usually = usualRate > 0 ? `; usually ${sayShare(usualRate)} of its calls do` : '';
  const services = [...new Set(chain.map((each) => serviceOf(trace, each)))].slice(1);
  const through = services.length === 0 ? '' : `; the error went up through ${services.join(', ')}`;
  const caught =
    endedAt === undefined || reachesRoot ? '' : `; ${serviceOf(trace, endedAt)} went on without it`;
  return `${what}${through}${caught}${usually}`;
}
