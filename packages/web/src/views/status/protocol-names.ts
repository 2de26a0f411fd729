// What the protocols of the API are called by people.

const NAMES: Readonly<Record<string, string>> = {
  otlp_http: 'OTLP over HTTP',
  otlp_grpc: 'OTLP over gRPC',
  zipkin_http: 'Zipkin',
  jaeger_http: 'Jaeger over HTTP',
  jaeger_grpc: 'Jaeger over gRPC',
  jaeger_compact: 'Jaeger over UDP, compact',
  jaeger_binary: 'Jaeger over UDP, binary',
  import: 'Files',
  demo: 'Demo traces',
};

export function protocolName(protocol: string): string {
  return NAMES[protocol] ?? protocol;
}
