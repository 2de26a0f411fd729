// One trace of any size, from a seed: a job that calls services which call services, with runs of similar
// siblings, errors and attributes, all of it in requests of a size that a collector would send.

import { KIND_CLIENT, KIND_SERVER, STATUS_ERROR } from '@throughline/model/span/span-kind';
import { createRandom, type Random } from '../workload/random.ts';

/** As a collector's batch: a larger body gains nothing. */
const SPANS_PER_REQUEST = 10_000;
const SERVICES = [
  ...['scheduler', 'orders', 'inventory', 'pricing', 'payment', 'ledger'],
  ...['search', 'media', 'mail', 'audit', 'cache'],
] as const;
const OPERATIONS = [
  ...['GET /items/{id}', 'POST /reserve', 'SELECT items', 'UPDATE stock', 'publish orders'],
  ...['GET /prices', 'render', 'lookup', 'INSERT ledger', 'POST /charge'],
] as const;
const ERROR_RATE = 0.005;
/** Children of a span: most have a few, some a run of equals such as a query per item. */
const USUAL_CHILDREN = 4;
const RUN_LENGTH = 40;
const RUN_RATE = 0.06;
const DURATION_NS = 60_000_000_000;
/** Shorter spans have no room for children. */
const LEAST_NS = 2_000;

export interface BigTrace {
  readonly traceId: string;
  readonly spans: number;
  /** The service of its root: no other trace has it. */
  readonly service: string;
  /** Bodies of ExportTraceServiceRequest in JSON, one after another. */
  requests(): Generator<string>;
}

interface Node {
  readonly id: number;
  readonly parent: number;
  readonly service: string;
  readonly name: string;
  readonly fromNs: number;
  readonly toNs: number;
}

export function bigTrace(spans: number, seed: number, endNs: bigint): BigTrace {
  const service = `export-${spans}`;
  const traceId = createRandom(seed ^ spans).hex(16);
  const startNs = endNs - BigInt(DURATION_NS);
  return {
    ...{ traceId, spans, service },
    *requests() {
      const random = createRandom(seed);
      let some: Node[] = [];
      for (const node of nodesOf(spans, service, random)) {
        some.push(node);
        if (some.length < SPANS_PER_REQUEST) continue;
        yield requestOf(some, traceId, startNs, random);
        some = [];
      }
      if (some.length > 0) yield requestOf(some, traceId, startNs, random);
    },
  };
}

/** Breadth first, so that a trace of any size has all of its upper levels. */
function* nodesOf(spans: number, service: string, random: Random): Generator<Node> {
  const root: Node = {
    ...{ id: 1, parent: 0, service, name: 'nightly export', fromNs: 0, toNs: DURATION_NS },
  };
  yield root;
  const open: Node[] = [root];
  let made = 1;
  for (let at = 0; made < spans; at++) {
    // Where all spans are too short for children, the root has some more.
    const parent = open[at] ?? root;
    const isRun = random.next() < RUN_RATE;
    const count = isRun ? RUN_LENGTH : 1 + random.below(2 * USUAL_CHILDREN - 1);
    const run = { service: random.pick(SERVICES), name: random.pick(OPERATIONS) };
    for (let child = 0; child < count && made < spans; child++) {
      made++;
      const what = isRun ? run : { service: random.pick(SERVICES), name: random.pick(OPERATIONS) };
      const node = {
        id: made,
        parent: parent.id,
        ...what,
        ...slotOf(parent, child, count, random),
      };
      yield node;
      if (node.toNs - node.fromNs > LEAST_NS) open.push(node);
    }
  }
}

/** One after another within the parent, with pauses. */
function slotOf({ fromNs, toNs }: Node, child: number, count: number, random: Random) {
  const slot = (toNs - fromNs) / count;
  const from = fromNs + slot * (child + 0.2 * random.next());
  return { fromNs: Math.floor(from), toNs: Math.floor(from + slot * (0.3 + 0.5 * random.next())) };
}

function requestOf(
  nodes: readonly Node[],
  traceId: string,
  startNs: bigint,
  random: Random,
): string {
  const byService = new Map<string, object[]>();
  for (const node of nodes) {
    const spans = byService.get(node.service) ?? [];
    spans.push(spanOf(node, traceId, startNs, random));
    byService.set(node.service, spans);
  }
  const resourceSpans = [...byService].map(([service, spans]) => ({
    resource: { attributes: [text('service.name', service), text('service.version', '1.4.2')] },
    scopeSpans: [{ scope: { name: 'bench' }, spans }],
  }));
  return JSON.stringify({ resourceSpans });
}

function idOf(number: number): string {
  return number === 0 ? '' : number.toString(16).padStart(16, '0');
}

function text(key: string, stringValue: string) {
  return { key, value: { stringValue } };
}

function spanOf(node: Node, traceId: string, startNs: bigint, random: Random): object {
  const isError = random.next() < ERROR_RATE;
  return {
    traceId,
    spanId: idOf(node.id),
    parentSpanId: idOf(node.parent),
    name: node.name,
    kind: node.id % 2 === 0 ? KIND_CLIENT : KIND_SERVER,
    startTimeUnixNano: String(startNs + BigInt(node.fromNs)),
    endTimeUnixNano: String(startNs + BigInt(node.toNs)),
    attributes: [
      text('http.request.method', random.pick(['GET', 'POST'])),
      { key: 'http.response.status_code', value: { intValue: isError ? 500 : 200 } },
      text('item.id', `item-${random.below(5_000)}`),
      text('host.name', `node-${random.below(12)}`),
    ],
    ...(isError ? { status: { code: STATUS_ERROR, message: 'upstream answered 500' } } : {}),
  };
}
