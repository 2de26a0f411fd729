// What to do in each language so that its spans come here: to copy as it is. Pure text; the addresses are those of
// this server.

import { type Addresses, PROTOCOLS, type SendProtocol } from './addresses.ts';
import { testSpanCommand, testSpanCommandOfZipkin } from './test-span.ts';

export const LANGUAGES = [
  ['node', 'Node.js'],
  ['python', 'Python'],
  ['java', 'Java'],
  ['go', 'Go'],
  ['dotnet', '.NET'],
  ['ruby', 'Ruby'],
  ['php', 'PHP'],
  ['collector', 'Collector'],
  ['curl', 'curl'],
] as const;
export type Language = (typeof LANGUAGES)[number][0];

interface Asked {
  readonly language: Language;
  readonly protocol: SendProtocol;
  readonly addresses: Addresses;
  /** When the page was opened: what curl sends begins then. */
  readonly nowMs: number;
}

/** Protocols that a language's own libraries speak and that are listened for. */
export function protocolsOf(
  language: Language,
  addresses: Addresses,
  nowMs: number,
): readonly SendProtocol[] {
  return PROTOCOLS.filter(
    (protocol) => snippetOf({ language, protocol, addresses, nowMs }) !== undefined,
  );
}

export function snippetOf({ language, protocol, addresses, nowMs }: Asked): string | undefined {
  switch (protocol) {
    case 'otlp-http':
      return ofOtlp(language, 'http/protobuf', addresses.otlpHttp, nowMs);
    case 'otlp-grpc':
      return ofOtlp(language, 'grpc', addresses.otlpGrpc, nowMs);
    case 'jaeger':
      return ofJaeger(language, addresses);
    default:
      return ofZipkin(language, addresses.zipkin, nowMs);
  }
}

type OtlpProtocol = 'http/protobuf' | 'grpc';

function ofOtlp(
  language: Language,
  protocol: OtlpProtocol,
  address: string | undefined,
  nowMs: number,
): string | undefined {
  if (address === undefined) return undefined;
  const isGrpc = protocol === 'grpc';
  const environment = [
    'export OTEL_SERVICE_NAME=my-service',
    `export OTEL_EXPORTER_OTLP_ENDPOINT=http://${address}`,
    `export OTEL_EXPORTER_OTLP_PROTOCOL=${protocol}`,
  ].join('\n');
  switch (language) {
    case 'node':
      return `npm install @opentelemetry/api @opentelemetry/auto-instrumentations-node
${environment}
export NODE_OPTIONS="--require @opentelemetry/auto-instrumentations-node/register"
node app.js`;
    case 'python':
      return `pip install opentelemetry-distro opentelemetry-exporter-otlp
opentelemetry-bootstrap -a install
${environment}
opentelemetry-instrument python app.py`;
    case 'java':
      return `curl -LO https://github.com/open-telemetry/opentelemetry-java-instrumentation/releases/latest/download/opentelemetry-javaagent.jar
${environment}
java -javaagent:opentelemetry-javaagent.jar -jar app.jar`;
    case 'go':
      return ofGo(isGrpc ? 'otlptracegrpc' : 'otlptracehttp', environment);
    case 'dotnet':
      return `dotnet add package OpenTelemetry.Extensions.Hosting
dotnet add package OpenTelemetry.Instrumentation.AspNetCore
dotnet add package OpenTelemetry.Exporter.OpenTelemetryProtocol
${environment}

// Program.cs
builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing
    .AddAspNetCoreInstrumentation()
    .AddOtlpExporter());`;
    case 'ruby':
      return isGrpc ? undefined : ofRuby(environment);
    case 'php':
      return isGrpc ? undefined : ofPhp(environment);
    case 'collector':
      return ofCollector(isGrpc, address);
    default:
      return isGrpc ? undefined : testSpanCommand(`http://${address}`, nowMs);
  }
}

function ofGo(exporter: string, environment: string): string {
  return `go get go.opentelemetry.io/otel/sdk go.opentelemetry.io/otel/exporters/otlp/otlptrace/${exporter}
${environment}

// main.go
exporter, err := ${exporter}.New(ctx)
if err != nil {
    log.Fatal(err)
}
provider := trace.NewTracerProvider(trace.WithBatcher(exporter))
defer provider.Shutdown(ctx)
otel.SetTracerProvider(provider)`;
}

function ofRuby(environment: string): string {
  return `bundle add opentelemetry-sdk opentelemetry-exporter-otlp opentelemetry-instrumentation-all
${environment}

# before the application starts
require 'opentelemetry/sdk'
require 'opentelemetry/exporter/otlp'
require 'opentelemetry/instrumentation/all'
OpenTelemetry::SDK.configure { |config| config.use_all }`;
}

function ofPhp(environment: string): string {
  return `pecl install opentelemetry
composer require open-telemetry/sdk open-telemetry/exporter-otlp
${environment}
export OTEL_PHP_AUTOLOAD_ENABLED=true
php -S localhost:8080 app.php`;
}

function ofCollector(isGrpc: boolean, address: string): string {
  const name = isGrpc ? 'otlp/throughline' : 'otlphttp/throughline';
  const endpoint = isGrpc
    ? `    endpoint: ${address}
    tls:
      insecure: true`
    : `    endpoint: http://${address}`;
  return `exporters:
  ${name}:
${endpoint}
service:
  pipelines:
    traces:
      receivers: [otlp]
      exporters: [${name}]`;
}

/** Jaeger's own clients, that programs still have; new programs speak OTLP. */
function ofJaeger(language: Language, addresses: Addresses): string | undefined {
  const { jaegerHttp, jaegerUdp } = addresses;
  const overHttp =
    jaegerHttp === undefined
      ? undefined
      : `export JAEGER_SERVICE_NAME=my-service
export JAEGER_ENDPOINT=http://${jaegerHttp}/api/traces
export JAEGER_SAMPLER_TYPE=const
export JAEGER_SAMPLER_PARAM=1`;
  switch (language) {
    case 'node':
    case 'java':
    case 'go':
    case 'dotnet':
      return overHttp;
    case 'python': {
      if (jaegerUdp === undefined) return undefined;
      const [host = '', port = ''] = jaegerUdp.split(/:(?=\d+$)/);
      return `export JAEGER_SERVICE_NAME=my-service
export JAEGER_AGENT_HOST=${host.replace(/^\[|\]$/g, '')}
export JAEGER_AGENT_PORT=${port}`;
    }
    default:
      return undefined;
  }
}

function ofZipkin(
  language: Language,
  address: string | undefined,
  nowMs: number,
): string | undefined {
  if (address === undefined) return undefined;
  const endpoint = `http://${address}/api/v2/spans`;
  const environment = `export OTEL_SERVICE_NAME=my-service
export OTEL_TRACES_EXPORTER=zipkin
export OTEL_EXPORTER_ZIPKIN_ENDPOINT=${endpoint}`;
  switch (language) {
    case 'java':
      return `${environment}
java -javaagent:opentelemetry-javaagent.jar -jar app.jar

# Spring Boot with Zipkin's own reporter, application.properties
management.zipkin.tracing.endpoint=${endpoint}`;
    case 'python':
      return `pip install opentelemetry-distro opentelemetry-exporter-zipkin
${environment}
opentelemetry-instrument python app.py`;
    case 'node':
      return `npm install @opentelemetry/auto-instrumentations-node @opentelemetry/exporter-zipkin
${environment}
export NODE_OPTIONS="--require @opentelemetry/auto-instrumentations-node/register"
node app.js`;
    case 'collector':
      return `exporters:
  zipkin/throughline:
    endpoint: ${endpoint}`;
    case 'curl':
      return testSpanCommandOfZipkin(endpoint, nowMs);
    default:
      return undefined;
  }
}
