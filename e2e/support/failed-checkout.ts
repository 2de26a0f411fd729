// A trace of two services that failed, as a browser flow wants to look at: quicker than a whole shop.

import { untilStored } from './api.ts';
import { randomTraceId, sendTraces, type TracesData } from './otlp-json.ts';
import type { Throughline } from './throughline.ts';

const SECOND_NS = 1_000_000_000n;
const STATUS_ERROR = 2;

function failedCheckout(traceId: string): TracesData {
  const startNs = (BigInt(Date.now()) - 1_000n) * 1_000_000n;
  const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
  const service = (name: string, span: Readonly<Record<string, string | number>>) => ({
    resource: { attributes: [text('service.name', name)] },
    scopeSpans: [
      {
        scope: { name: 'by-hand' },
        spans: [
          {
            traceId,
            kind: 2,
            status: { code: STATUS_ERROR, message: 'card declined' },
            attributes: [text('http.request.method', 'POST')],
            events: [
              {
                timeUnixNano: String(startNs + SECOND_NS / 2n),
                name: 'exception',
                attributes: [text('exception.message', 'card declined')],
              },
            ],
            ...span,
          },
        ],
      },
    ],
  });
  const gateway = {
    spanId: '00000000000000a1',
    name: 'POST /checkout',
    startTimeUnixNano: String(startNs),
    endTimeUnixNano: String(startNs + SECOND_NS),
  };
  const payment = {
    spanId: '00000000000000a2',
    parentSpanId: gateway.spanId,
    name: 'POST /charge',
    startTimeUnixNano: String(startNs + SECOND_NS / 10n),
    endTimeUnixNano: String(startNs + (SECOND_NS / 10n) * 9n),
  };
  return { resourceSpans: [service('gateway', gateway), service('payment', payment)] };
}

/** Resolves with the trace's id once it can be found. Payment's span is its second row. */
export async function sendFailedCheckout(throughline: Throughline): Promise<string> {
  const traceId = randomTraceId();
  const answer = await sendTraces(throughline.otlpHttp, failedCheckout(traceId));
  if (!answer.ok) throw new Error(`not taken: ${answer.status}`);
  await untilStored(throughline.http);
  return traceId;
}
