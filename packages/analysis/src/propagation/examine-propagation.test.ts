import { SpanBatch } from '@throughline/model/batch/span-batch';
import { describe, expect, it } from 'vitest';
import { drawTrace } from '../testing/draw-trace.ts';
import { readTraces } from '../trace/trace.ts';
import { examinePropagation, type PropagationOptions } from './examine-propagation.ts';

const LONG_AFTER_MS = 1_800_000_000_000;

/** Each drawing is a trace; all of them are one window. */
function examine(drawings: readonly string[][], options: Partial<PropagationOptions> = {}) {
  const batch = new SpanBatch();
  for (const [at, lines] of drawings.entries()) drawTrace(lines, 1e6, at + 1, batch);
  return examinePropagation(readTraces(batch), { nowMs: LONG_AFTER_MS, ...options });
}

const WHOLE = [
  'web  GET /                server                          |######    |',
  '  web  GET                client peer=stock.shop url=http://stock.shop/item |  --- |',
  '    stock  GET /item      server method=GET url.path=/item  |   #  |',
];
const CALLER = [
  'web  GET /                server                          |          ######    |',
  '  web  GET                client peer=stock.shop url=http://stock.shop/item |            ---     |',
];
const CALLEE = ['stock  GET /item  server method=GET url.path=/item |             #  |'];

describe('examinePropagation', () => {
  it('has nothing to say of whole traces', () => {
    const { losses, hops } = examine([WHOLE]);
    expect(losses).toEqual([]);
    expect(hops).toMatchObject([
      { caller: 'web', callee: 'stock', complete: 1, sinceNs: undefined },
    ]);
  });

  it('names the hop that did not forward, and the call that probably was it', () => {
    const { losses, hops, services } = examine([WHOLE, CALLER, CALLEE]);
    expect(losses).toMatchObject([
      { cause: 'not-forwarded', caller: 'web', callee: 'stock', row: 0, probable: { row: 1 } },
    ]);
    expect(losses[0]?.confidence).toBeGreaterThan(0.9);
    expect(losses[0]?.traceId).not.toBe(losses[0]?.probable?.traceId);
    expect(hops[0]?.sentence).toBe(
      'web → stock: trace context was not forwarded in 100 % of the calls since 22:13',
    );
    expect(services).toEqual([
      { service: 'web', forwarded: 1, notForwarded: 1, oneSided: 0, begun: 2 },
    ]);
  });

  it('names calls that are seen from one side, and who answered there else', () => {
    const elsewhere = [
      CALLER[0] ?? '',
      '  web  GET  client peer=ads.shop url=http://ads.shop/banner |            ---     |',
    ];
    const { oneSided, services } = examine([WHOLE, CALLER, CALLER, elsewhere]);
    expect(oneSided).toMatchObject([
      { caller: 'web', peer: 'stock.shop', callee: 'stock', calls: 2 },
      { caller: 'web', peer: 'ads.shop', callee: undefined, calls: 1 },
    ]);
    expect(oneSided[1]?.examples).toMatchObject([{ row: 1 }]);
    expect(services).toMatchObject([{ service: 'web', oneSided: 3, begun: 4 }]);
  });

  it('takes a link for context that came through', () => {
    const producer = [
      'web  POST /       server    |######    |',
      '  web  send mail  producer peer=queue |   -      |',
    ];
    const consumer = ['mail  work  consumer link=1/2 peer=queue |    ##    |'];
    const { oneSided, services, losses } = examine([producer, consumer]);
    expect({ oneSided, losses }).toEqual({ oneSided: [], losses: [] });
    expect(services).toEqual([
      { service: 'web', forwarded: 0, notForwarded: 0, oneSided: 0, begun: 1 },
    ]);
    expect(examine([producer]).oneSided).toMatchObject([{ caller: 'web', calls: 1 }]);
  });

  it('says the share since it began', () => {
    const later = WHOLE.map((line) => line.replace('|', '|              '));
    const { hops } = examine([WHOLE, CALLER, CALLEE, later, later]);
    expect(hops[0]).toMatchObject({ complete: 3, notForwardedShare: 1 / 3 });
  });

  it('takes a trace that begins in a service for that when no call lies around it', () => {
    const early = CALLEE.map((line) => line.replace('|             #', '|#'));
    expect(examine([WHOLE, CALLER, early]).losses).toEqual([]);
  });

  it('is less sure of a callee that ends after its call', () => {
    const late = CALLEE.map((line) =>
      line.replace('|             #  |', '|             ##############  |'),
    );
    const [loss] = examine([WHOLE, CALLER, late]).losses;
    expect(loss).toMatchObject({ cause: 'not-forwarded', caller: 'web' });
    expect(loss?.confidence).toBeCloseTo(0.9);
  });

  it('does not match a call that went elsewhere', () => {
    const other = [
      CALLER[0] ?? '',
      '  web  GET  client peer=ads.shop url=http://ads.shop/banner |            ---     |',
    ];
    expect(examine([WHOLE, other, CALLEE]).losses).toEqual([]);
  });

  it('gives a call to one entry only, and is less sure when several calls fit', () => {
    const { losses } = examine([WHOLE, CALLER, CALLEE, CALLEE]);
    expect(losses).toHaveLength(1);
    const ambiguous = examine([WHOLE, CALLER, CALLER, CALLEE]).losses;
    expect(ambiguous).toHaveLength(1);
    expect(ambiguous[0]?.confidence).toBeLessThan(losses[0]?.confidence ?? 0);
  });

  const orphan = (words: string) => [`stock  GET /item  server orphan ${words} |  #  |`];

  it('calls an orphan lost on export when its caller exports elsewhere', () => {
    const { losses, hops } = examine([WHOLE, orphan('')]);
    expect(losses).toMatchObject([{ cause: 'lost-on-export', caller: 'web', confidence: 0.6 }]);
    expect(hops[0]?.lost['lost-on-export']).toBe(1);
    expect(hops[0]?.sentence).toBeUndefined();
  });

  it('is less sure where nobody knows the caller, more where its spans are in the trace', () => {
    expect(examine([orphan('')]).losses).toMatchObject([{ caller: undefined, confidence: 0.3 }]);
    const withCaller = [...orphan(''), 'web  GET /  server |#####|'];
    expect(examine([WHOLE, withCaller]).losses).toMatchObject([{ confidence: 0.8 }]);
  });

  it('knows the caller from before', () => {
    const history = [{ caller: 'web', callee: 'stock', complete: 9 }];
    expect(examine([orphan('')], { history }).losses).toMatchObject([{ caller: 'web' }]);
  });

  it('calls an orphan sampled when its trace state says that traces are', () => {
    expect(examine([orphan('tracestate=ot=th:c')]).losses).toMatchObject([{ cause: 'sampled' }]);
    expect(examine([orphan('tracestate=ot=th:0')]).losses).toMatchObject([
      { cause: 'lost-on-export' },
    ]);
  });

  it('waits for a trace that is still coming in', () => {
    const { losses } = examine([orphan('received=10')], { nowMs: 1_700_000_020_000 });
    expect(losses).toMatchObject([{ cause: 'late' }]);
    const later = examine([orphan('received=10')], { nowMs: 1_700_000_050_000 });
    expect(later.losses).toMatchObject([{ cause: 'lost-on-export' }]);
  });
});
