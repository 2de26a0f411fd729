import { describe, expect, it } from 'vitest';
import { addressesOf } from './addresses.ts';
import { LANGUAGES, protocolsOf, snippetOf } from './snippets.ts';

const NOW_MS = 1_769_860_800_000;

const LISTENERS = [
  ['otlp-http', 'http://0.0.0.0:14318'],
  ['otlp-grpc', 'http://0.0.0.0:14317'],
  ['jaeger-http', 'http://0.0.0.0:24268'],
  ['jaeger-compact', 'udp://0.0.0.0:16831'],
  ['zipkin', 'http://0.0.0.0:19411'],
].map(([name = '', url = '']) => ({ name, url, purpose: '' }));
const ADDRESSES = addressesOf(LISTENERS, 'traces.example');

describe('how to send the first trace', () => {
  it('is told for each language, with the ports that are listened on at the host of the page', () => {
    const told = Object.fromEntries(
      LANGUAGES.map(([language]) => [language, protocolsOf(language, ADDRESSES, NOW_MS).join(' ')]),
    );
    expect(told).toEqual({
      node: 'otlp-http otlp-grpc jaeger zipkin',
      python: 'otlp-http otlp-grpc jaeger zipkin',
      java: 'otlp-http otlp-grpc jaeger zipkin',
      go: 'otlp-http otlp-grpc jaeger',
      dotnet: 'otlp-http otlp-grpc jaeger',
      ruby: 'otlp-http',
      php: 'otlp-http',
      collector: 'otlp-http otlp-grpc zipkin',
      curl: 'otlp-http zipkin',
    });
  });

  it.each([
    ['node', 'otlp-http', 'OTEL_EXPORTER_OTLP_ENDPOINT=http://traces.example:14318'],
    ['go', 'otlp-grpc', 'OTEL_EXPORTER_OTLP_ENDPOINT=http://traces.example:14317'],
    ['collector', 'otlp-grpc', 'endpoint: traces.example:14317'],
    ['java', 'jaeger', 'JAEGER_ENDPOINT=http://traces.example:24268/api/traces'],
    ['python', 'jaeger', 'JAEGER_AGENT_PORT=16831'],
    ['curl', 'zipkin', 'curl http://traces.example:19411/api/v2/spans'],
    ['curl', 'otlp-http', '"endTimeUnixNano":"1769860800000000000"'],
  ] as const)('for %s by %s has %s', (language, protocol, expected) => {
    const asked = { language, protocol, addresses: ADDRESSES, nowMs: NOW_MS };
    expect(snippetOf(asked)).toContain(expected);
  });

  it('leaves out what is not listened for', () => {
    const addresses = addressesOf(LISTENERS.slice(0, 1), 'localhost');
    expect(protocolsOf('node', addresses, NOW_MS)).toEqual(['otlp-http']);
  });

  it('writes an IPv6 host as each variable takes it', () => {
    const addresses = addressesOf(LISTENERS, '[::1]');
    const asked = { language: 'python', protocol: 'jaeger', addresses, nowMs: NOW_MS } as const;
    expect(snippetOf(asked)).toContain('JAEGER_AGENT_HOST=::1\n');
    const otlp = { language: 'node', protocol: 'otlp-http', addresses, nowMs: NOW_MS } as const;
    expect(snippetOf(otlp)).toContain('http://[::1]:14318');
  });
});
