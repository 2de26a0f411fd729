// One very large trace, the same every time: twenty services, three hundred names, a third of the spans
// queries, one in fifty failed. As a tree as requests make it, flat, or as one chain.

import { SpanBatch } from '@throughline/model/batch/span-batch';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { createRandom } from './random.ts';

export type LargeShape = 'tree' | 'flat' | 'chain';

const TRACE_ID = '1'.padStart(32, '0');
const T0_NS = 1_700_000_000_000_000_000n;
const SERVICES = 20;
const NAMES = 300;

/** How far back a span's parent is, at most: requests do not nest by thousands. */
const REACH = 50;

export function largeTrace(spanCount: number, shape: LargeShape): SpanBatch {
  const random = createRandom(1);
  const fromNs = [0];
  const toNs = [1e12];
  const byService: unknown[][] = Array.from({ length: SERVICES }, () => []);
  for (let at = 0; at < spanCount; at++) {
    const parent = at === 0 ? -1 : parentOf(shape, at, random);
    if (at > 0) {
      const parentFromNs = fromNs[parent] ?? 0;
      const roomNs = (toNs[parent] ?? 0) - parentFromNs;
      const startNs =
        shape === 'chain' ? parentFromNs + 10 : parentFromNs + roomNs * random() * 0.5;
      const endNs =
        shape === 'chain'
          ? parentFromNs + roomNs - 10
          : startNs + (parentFromNs + roomNs - startNs) * random();
      fromNs.push(Math.round(startNs));
      toNs.push(Math.round(endNs));
    }
    byService[at % SERVICES]?.push(spanOf(at, parent, fromNs[at] ?? 0, toNs[at] ?? 0));
  }
  const batch = new SpanBatch();
  byService.forEach((spans, service) => {
    const resource = {
      attributes: [{ key: 'service.name', value: { stringValue: `service-${service}` } }],
    };
    decodeTracesJson({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] }, batch, 0);
  });
  return batch;
}

function parentOf(shape: LargeShape, at: number, random: () => number): number {
  switch (shape) {
    case 'tree':
      return Math.max(0, at - 1 - Math.floor(random() * REACH));
    case 'flat':
      return 0;
    case 'chain':
      return at - 1;
  }
}

function idOf(at: number): string {
  return (at + 1).toString(16).padStart(16, '0');
}

function spanOf(at: number, parent: number, fromNs: number, toNs: number): unknown {
  const isQuery = at % 3 === 0;
  return {
    traceId: TRACE_ID,
    spanId: idOf(at),
    parentSpanId: parent < 0 ? '' : idOf(parent),
    name: `operation-${at % NAMES}`,
    kind: at === 0 ? 2 : isQuery ? 3 : 1 + (at % 3),
    startTimeUnixNano: String(T0_NS + BigInt(fromNs)),
    endTimeUnixNano: String(T0_NS + BigInt(toNs)),
    status: { code: at % 50 === 7 ? 2 : 0 },
    attributes: isQuery
      ? [
          textAttribute('db.system.name', 'postgresql'),
          textAttribute('db.query.text', `SELECT a, b FROM items_${at % 40} WHERE id = ${at}`),
          textAttribute('server.address', 'db'),
        ]
      : [
          textAttribute('http.request.method', 'GET'),
          { key: 'http.response.status_code', value: { intValue: '200' } },
          textAttribute('url.full', `http://host-${at % 9}/items/${at}`),
        ],
  };
}

function textAttribute(key: string, stringValue: string): unknown {
  return { key, value: { stringValue } };
}
