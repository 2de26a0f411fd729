// Every fault of the shop, found without a hint: its real processes are run, what is usual is learned from
// ordinary requests, and each fault is asked for once.

import type { SpanBatch } from '@throughline/model/batch/span-batch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addTrace, type EndpointBaseline, emptyBaseline } from './baseline/endpoint-baseline.ts';
import { type CulpritReport, findCulprits } from './culprit/find-culprits.ts';
import { findAll } from './findings/find-all.ts';
import type { Finding } from './findings/finding.ts';
import { buildOperationTree, type OperationTree } from './operations/operation-tree.ts';
import { type CriticalPath, findCriticalPath } from './path/critical-path.ts';
import { examinePropagation } from './propagation/examine-propagation.ts';
import { runShop, type ShopRun } from './testing/run-shop.ts';
import { durationOf, operationOf, readTraces, serviceOf, type Trace } from './trace/trace.ts';

const START_TIMEOUT_MS = 240_000;

/** More than the traces below which nothing is compared. */
const USUAL_CHECKOUTS = 25;
const BROWSING = ['/', '/products', '/cart', '/orders', '/products/SKU-0000'];
let shop: ShopRun | undefined;

const FAULTS = [
  'slow-payment',
  'payment-error',
  'clock-skew',
  'n-plus-one',
  'retry-storm',
  'lost-context',
];

interface Analysed {
  readonly trace: Trace;
  readonly path: CriticalPath;
  readonly tree: OperationTree;
}

const faulty = new Map<string, string>();
const healthy = new Set<string>();
const analysed = new Map<string, Analysed>();
const baselines = new Map<string, EndpointBaseline>();

function endpointOf({ trace }: Analysed): string {
  return `${serviceOf(trace, trace.rootRow)} ${operationOf(trace, trace.rootRow)}`;
}

beforeAll(async () => {
  shop = await runShop();
  // The first requests load code and open connections, which is not what is usual.
  for (let at = 0; at < 3; at++) await shop.request('POST', '/checkout');
  for (let at = 0; at < USUAL_CHECKOUTS; at++) {
    healthy.add(await shop.request('POST', '/checkout'));
    healthy.add(await shop.request('GET', BROWSING[at % BROWSING.length] ?? '/'));
  }
  for (const fault of FAULTS) faulty.set(fault, await shop.request('POST', '/checkout', fault));
  const batch: SpanBatch = await shop.stop();
  for (const trace of readTraces(batch)) {
    const path = findCriticalPath(trace);
    analysed.set(trace.traceId, { trace, path, tree: buildOperationTree(trace, path) });
  }
  for (const traceId of healthy) {
    const each = analysed.get(traceId);
    if (each === undefined) continue;
    const { trace, tree } = each;
    const endpoint = endpointOf(each);
    const [service, operation] = [
      serviceOf(trace, trace.rootRow),
      operationOf(trace, trace.rootRow),
    ];
    const baseline = baselines.get(endpoint) ?? emptyBaseline(service, operation);
    baselines.set(endpoint, baseline);
    addTrace(baseline, trace, tree);
  }
}, START_TIMEOUT_MS);

afterAll(() => shop?.stop());

function ofFault(fault: string): Analysed {
  const each = analysed.get(faulty.get(fault) ?? '');
  if (each === undefined) throw new Error(`no trace of ${fault}`);
  return each;
}

function culpritsOf(each: Analysed): CulpritReport {
  return findCulprits(each.trace, each.tree, baselines.get(endpointOf(each)));
}

function findingsOf({ trace, path, tree }: Analysed): readonly Finding[] {
  return findAll(trace, path, tree);
}

function said(findings: readonly Finding[]): string[] {
  return findings.map(({ name, service, operation }) => `${name} ${service} ${operation}`);
}

describe('the healthy shop', () => {
  it('has no findings', () => {
    const found = [...healthy].flatMap((traceId) => {
      const each = analysed.get(traceId);
      return each === undefined ? [`${traceId} did not arrive`] : said(findingsOf(each));
    });
    expect(found).toEqual([]);
    expect(healthy.size).toBe(2 * USUAL_CHECKOUTS);
  });
});

describe('a fault of the shop', () => {
  it('slow-payment: payment took the time', () => {
    const each = ofFault('slow-payment');
    const [first] = culpritsOf(each).culprits;
    expect(first).toMatchObject({ kind: 'slow', service: 'payment', operation: 'POST /charge' });
    expect(first?.sentence).toMatch(/^payment `POST \/charge` took 3\.\d+ s; usually \d/);
    expect(first?.score).toBeGreaterThan(0.5);
    expect(said(findingsOf(each))).toContain('long-gap payment POST /charge');
  });

  it('payment-error: payment failed first, and the error went up', () => {
    const each = ofFault('payment-error');
    const [first] = culpritsOf(each).culprits;
    expect(first).toMatchObject({ kind: 'error', score: 1, service: 'payment' });
    expect(first?.sentence).toContain('the error went up through cart, gateway');
    expect(first?.rows.at(-1)).toBe(each.trace.rootRow);
  });

  it('clock-skew: the clock of shipping is put right, by five seconds', () => {
    const { trace, path } = ofFault('clock-skew');
    expect(trace.repairs.map(({ kind }) => kind)).toEqual(['clock-moved']);
    trace.clockShiftNs.forEach((shiftNs, row) => {
      if (serviceOf(trace, row) !== 'shipping') expect(shiftNs).toBe(0);
      else expect(Math.round(shiftNs / 1e9)).toBe(5);
    });
    expect(path.toNs - path.fromNs).toBe(durationOf(trace, trace.rootRow));
  });

  it('n-plus-one: inventory asks for every product', () => {
    const each = ofFault('n-plus-one');
    expect(said(findingsOf(each))).toContain(
      'n-plus-one inventory grpc.shop.Inventory/GetProducts',
    );
    const kinds = culpritsOf(each).culprits.map(({ kind, service }) => `${kind} ${service}`);
    expect(kinds).toContain('too-many-calls inventory');
  });

  it('retry-storm: cart asks currency over and over, and goes on', () => {
    const found = findingsOf(ofFault('retry-storm'));
    expect(said(found)).toContain('retry-storm cart POST /carts/:userId/checkout');
    const storm = found.find(({ name }) => name === 'retry-storm');
    expect(storm?.rows).toHaveLength(25);
    expect(storm?.sentence).toContain('cart → currency `GET /rates/:currency` failed 25 times');
  });

  it('lost-context: cart does not forward it, to any of the four', () => {
    const traces = [...analysed.values()].map(({ trace }) => trace);
    const { hops } = examinePropagation(traces, { nowMs: Date.now() + 3_600_000 });
    const dropped = hops.filter(({ sinceNs }) => sinceNs !== undefined);
    expect(dropped.map(({ caller, callee }) => `${caller} → ${callee}`).toSorted()).toEqual([
      'cart → currency',
      'cart → inventory',
      'cart → payment',
      'cart → shipping',
    ]);
    const lost = faulty.get('lost-context');
    for (const { examples } of dropped) {
      expect(examples.map(({ probable }) => probable?.traceId)).toContain(lost);
    }
  });
});
