// Instruments the process it is preloaded into (`node --require telemetry.cjs service.cjs`), before the service
// loads express, grpc-js or pg. Only OpenTelemetry's own packages; nothing of the shop knows about this file.
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import {
  CompositePropagator,
  W3CBaggagePropagator,
  W3CTraceContextPropagator,
} from '@opentelemetry/core';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { ExpressInstrumentation, ExpressLayerType } from '@opentelemetry/instrumentation-express';
import { GrpcInstrumentation } from '@opentelemetry/instrumentation-grpc';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { type Settings, settingsFromEnvironment } from '../settings.ts';
import { createLossyPropagator } from './lossy-propagator.ts';
import { skewClock } from './skewed-clock.ts';

/** A viewer of the demo is waiting for the trace: the SDK's own default is five seconds. */
const EXPORT_EVERY_MS = 1_000;
/** Enough for a busy collector on this machine; a shop that stops must not wait long for one that is gone. */
const EXPORT_TIMEOUT_MS = 5_000;

function createResource(settings: Settings) {
  return resourceFromAttributes({
    'service.name': settings.name,
    'service.namespace': 'shop',
    'service.version': '1.0.0',
    'service.instance.id': randomUUID(),
    'deployment.environment.name': 'demo',
    'host.name': hostname(),
    'process.pid': process.pid,
    'process.runtime.name': 'nodejs',
    'process.runtime.version': process.versions.node,
    'telemetry.sdk.language': 'nodejs',
    'telemetry.sdk.name': 'opentelemetry',
  });
}

function start(settings: Settings): void {
  const exporterOptions = {
    url: `${settings.otlpUrl.replace(/\/$/, '')}/v1/traces`,
    timeoutMillis: EXPORT_TIMEOUT_MS,
  };
  const exporter =
    settings.otlpProtocol === 'http/json'
      ? new JsonExporter(exporterOptions)
      : new ProtobufExporter(exporterOptions);
  const provider = new NodeTracerProvider({
    resource: createResource(settings),
    spanProcessors: [
      new BatchSpanProcessor(exporter, {
        scheduledDelayMillis: EXPORT_EVERY_MS,
        exportTimeoutMillis: EXPORT_TIMEOUT_MS,
      }),
    ],
  });
  const propagator = new CompositePropagator({
    propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
  });
  provider.register({
    propagator: settings.name === 'cart' ? createLossyPropagator(propagator) : propagator,
  });
  registerInstrumentations({
    tracerProvider: provider,
    instrumentations: [
      new HttpInstrumentation(),
      new UndiciInstrumentation(),
      new GrpcInstrumentation(),
      new PgInstrumentation({ ignoreConnectSpans: true, requireParentSpan: true }),
      // Express is here for the route in the name of the server span; a span per layer would say nothing more.
      new ExpressInstrumentation({
        ignoreLayersType: [
          ExpressLayerType.MIDDLEWARE,
          ExpressLayerType.ROUTER,
          ExpressLayerType.REQUEST_HANDLER,
        ],
      }),
    ],
  });
  if (settings.name === 'shipping') skewClock();
}

start(settingsFromEnvironment());
