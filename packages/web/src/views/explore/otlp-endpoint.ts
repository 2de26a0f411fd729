// Where applications send spans, as seen from the reader's machine, and a command that sends one.

import type { ListenerStatus } from '@throughline/model/api/status';

const DEFAULT_OTLP_HTTP_PORT = '4318';

/** The OTLP/HTTP listener's port at the host this page came from, which the reader can reach. */
export function otlpEndpoint(listeners: readonly ListenerStatus[], pageHost: string): string {
  const listener = listeners.find((candidate) => {
    const words = `${candidate.name} ${candidate.purpose}`.toLowerCase();
    return words.includes('otlp') && words.includes('http') && candidate.url.startsWith('http');
  });
  const port = listener === undefined ? '' : new URL(listener.url).port;
  return `http://${pageHost}:${port === '' ? DEFAULT_OTLP_HTTP_PORT : port}`;
}

const SPAN_MS = 45;

/** A complete span as OTLP JSON, sent by curl. */
export function testSpanCommand(endpoint: string, nowMs: number): string {
  const hex = nowMs.toString(16).padStart(16, '0');
  const body = {
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'hello' } }] },
        scopeSpans: [
          {
            spans: [
              {
                traceId: hex.repeat(2),
                spanId: hex,
                name: 'first span',
                kind: 1,
                startTimeUnixNano: `${nowMs - SPAN_MS}000000`,
                endTimeUnixNano: `${nowMs}000000`,
              },
            ],
          },
        ],
      },
    ],
  };
  return [
    `curl ${endpoint}/v1/traces -H 'content-type: application/json' \\`,
    `  -d '${JSON.stringify(body)}'`,
  ].join('\n');
}
