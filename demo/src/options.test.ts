// What the shop's command line takes, and how it refuses the rest.
import { describe, expect, it } from 'vitest';
import { HELP, parseOptions, UsageError } from './options.ts';

describe('options of the shop', () => {
  it('have defaults that fit a Throughline on this machine', () => {
    expect(parseOptions([], {})).toEqual({
      port: 8080,
      otlpUrl: 'http://127.0.0.1:4318',
      otlpProtocol: 'http/protobuf',
      uiUrl: 'http://127.0.0.1:16686',
      rate: 3,
      seed: 1,
      stay: false,
      faults: [],
      showcase: false,
      quiet: false,
      help: false,
    });
  });

  it('take the endpoint and the protocol of OpenTelemetry from the environment', () => {
    const environment = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:14318/',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    };
    const options = parseOptions([], environment);
    expect(options.otlpUrl).toBe('http://127.0.0.1:14318');
    expect(options.otlpProtocol).toBe('http/json');
    const given = ['--otlp', 'http://127.0.0.1:24318'];
    expect(parseOptions(given, environment).otlpUrl).toBe('http://127.0.0.1:24318');
  });

  it('take faults with commas, or one flag after the other', () => {
    const args = ['--fault', 'slow-payment,retry-storm', '--fault=slow-payment'];
    expect(parseOptions(args, {}).faults).toEqual(['slow-payment', 'retry-storm']);
  });

  it.each([
    [['--port', '70000'], '--port is "70000": it must be a whole number from 0 to 65535'],
    [['--port', '80.5'], '--port is "80.5": it must be a whole number from 0 to 65535'],
    [['--rate', '0'], '--rate is "0": it must be a number from 0.1 to 200'],
    [['--count', 'ten'], '--count is "ten": it must be a whole number from 0 to 9007199254740991'],
    [
      ['--otlp', 'localhost'],
      '--otlp is "localhost": it must be a URL such as http://127.0.0.1:4318',
    ],
    [['--stay'], '--stay needs --count N: without a count the shop stays open anyway'],
    [['--colour'], "Unknown option '--colour'. See --help"],
  ])('refuse %j', (args, message) => {
    expect(() => parseOptions(args, {})).toThrow(new UsageError(message));
  });

  it('refuse a protocol that the shop does not export', () => {
    const environment = { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' };
    expect(() => parseOptions([], environment)).toThrow(/OTEL_EXPORTER_OTLP_PROTOCOL is "grpc"/);
  });

  it('are all in the help, and the faults too', () => {
    for (const word of ['--port', '--otlp', '--showcase', '--stay', 'n-plus-one', 'clock-skew']) {
      expect(HELP).toContain(word);
    }
  });
});
