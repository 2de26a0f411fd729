// One trace of many spans, as OTLP JSON in parts of a size that exporters send: requests that call each
// other, loops of queries, an error here and there. The same every time, but for its start.

import type { TracesData } from './otlp-json.ts';

const PART_SPANS = 10_000;
const SERVICES = ['gateway', 'cart', 'inventory', 'payment', 'search', 'mail', 'ledger', 'prices'];
const LOOP = 12;

export interface BigTrace {
  readonly traceId: string;
  readonly spanCount: number;
  /** Of the root. */
  readonly startNs: bigint;
}

/** Parts to be sent one after the other. */
export function* bigTraceParts({ traceId, spanCount, startNs }: BigTrace): Generator<TracesData> {
  for (let from = 0; from < spanCount; from += PART_SPANS) {
    const byService = SERVICES.map((): unknown[] => []);
    for (let at = from; at < Math.min(from + PART_SPANS, spanCount); at++) {
      byService[serviceAt(at)]?.push(spanAt(at, traceId, spanCount, startNs));
    }
    yield {
      resourceSpans: byService.map((spans, service) => ({
        resource: {
          attributes: [{ key: 'service.name', value: { stringValue: SERVICES[service] ?? '' } }],
        },
        scopeSpans: [{ spans: spans as never[] }],
      })),
    };
  }
}

/** Span 0 is the root; every group of LOOP + 2 is a request with a loop of queries below its handler. */
function placeOf(at: number): { parent: number; step: number; request: number } {
  if (at === 0) return { parent: -1, step: 0, request: 0 };
  const step = (at - 1) % (LOOP + 2);
  const request = Math.floor((at - 1) / (LOOP + 2));
  if (step === 0) return { parent: 0, step, request };
  return { parent: step === 1 ? at - 1 : at - step + 1, step, request };
}

function serviceAt(at: number): number {
  const { step, request } = placeOf(at);
  if (at === 0) return 0;
  return step === 0 ? 1 + (request % 5) : 1 + ((request + (step === 1 ? 1 : 0)) % 7);
}

export function bigTraceSpanId(at: number): string {
  return (at + 1).toString(16).padStart(16, '0');
}

function spanAt(at: number, traceId: string, spanCount: number, traceStartNs: bigint): unknown {
  const { parent, step, request } = placeOf(at);
  const slotNs = 1_000_000;
  const wholeNs = Math.ceil(spanCount / (LOOP + 2)) * slotNs;
  const offsetNs = at === 0 ? 0 : request * slotNs + step * 40_000;
  const durationNs = at === 0 ? wholeNs : step === 0 ? 900_000 : step === 1 ? 800_000 : 30_000;
  const jitterNs = step > 1 ? (at * 7919) % 9000 : 0;
  const startNs = traceStartNs + BigInt(offsetNs);
  const isError = at % 997 === 996;
  return {
    traceId,
    spanId: bigTraceSpanId(at),
    ...(parent < 0 ? {} : { parentSpanId: bigTraceSpanId(parent) }),
    name:
      at === 0
        ? 'nightly run'
        : step === 0
          ? `POST /orders/${request % 40}`
          : step === 1
            ? 'handle'
            : 'SELECT items',
    kind: at === 0 || step === 1 ? 2 : 3,
    startTimeUnixNano: String(startNs),
    endTimeUnixNano: String(startNs + BigInt(durationNs + jitterNs)),
    status: isError ? { code: 2, message: 'deadlock' } : {},
    attributes:
      step > 1
        ? [
            { key: 'db.system.name', value: { stringValue: 'postgresql' } },
            {
              key: 'db.query.text',
              value: { stringValue: `SELECT * FROM items WHERE id = ${at}` },
            },
          ]
        : [{ key: 'http.request.method', value: { stringValue: 'POST' } }],
    ...(isError
      ? { events: [{ timeUnixNano: String(startNs + 10_000n), name: 'exception' }] }
      : {}),
  };
}
