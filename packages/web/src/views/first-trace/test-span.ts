// Commands that send one complete span, to see that it works.

const SPAN_MS = 45;

function idOf(nowMs: number): string {
  return nowMs.toString(16).padStart(16, '0');
}

/** As OTLP JSON. */
export function testSpanCommand(endpoint: string, nowMs: number): string {
  const hex = idOf(nowMs);
  const span = {
    traceId: hex.repeat(2),
    spanId: hex,
    name: 'first span',
    kind: 1,
    startTimeUnixNano: `${nowMs - SPAN_MS}000000`,
    endTimeUnixNano: `${nowMs}000000`,
  };
  const attributes = [{ key: 'service.name', value: { stringValue: 'hello' } }];
  const body = { resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans: [span] }] }] };
  return command(`${endpoint}/v1/traces`, body);
}

/** As Zipkin's JSON of version 2. */
export function testSpanCommandOfZipkin(endpoint: string, nowMs: number): string {
  const hex = idOf(nowMs);
  return command(endpoint, [
    {
      traceId: hex.repeat(2),
      id: hex,
      name: 'first span',
      timestamp: (nowMs - SPAN_MS) * 1000,
      duration: SPAN_MS * 1000,
      localEndpoint: { serviceName: 'hello' },
    },
  ]);
}

function command(address: string, body: unknown): string {
  return [
    `curl ${address} -H 'content-type: application/json' \\`,
    `  -d '${JSON.stringify(body)}'`,
  ].join('\n');
}
