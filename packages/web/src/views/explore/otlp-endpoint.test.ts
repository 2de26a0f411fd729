// The endpoint shown to a person who has nothing yet must be one they can reach.

import { describe, expect, it } from 'vitest';
import { otlpEndpoint, testSpanCommand } from './otlp-endpoint.ts';

describe('otlpEndpoint', () => {
  it('takes the port of the OTLP/HTTP listener and the host of the page', () => {
    const listeners = [
      { name: 'otlp-grpc', url: 'http://127.0.0.1:5317', purpose: 'OTLP/gRPC' },
      { name: 'otlp-http', url: 'http://127.0.0.1:5318', purpose: 'traces over OTLP/HTTP' },
    ];
    expect(otlpEndpoint(listeners.slice(1), 'tracing.local')).toBe('http://tracing.local:5318');
  });

  it('falls back to the default port', () => {
    expect(otlpEndpoint([], 'localhost')).toBe('http://localhost:4318');
  });
});

describe('testSpanCommand', () => {
  it('sends valid ids and a span that ends now', () => {
    const command = testSpanCommand('http://h:1', 1_763_640_000_000);
    expect(command).toContain('http://h:1/v1/traces');
    expect(command).toMatch(/"traceId":"[0-9a-f]{32}","spanId":"[0-9a-f]{16}"/);
    expect(command).toContain('"endTimeUnixNano":"1763640000000000000"');
  });
});
