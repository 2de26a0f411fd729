// OpenTelemetry's SDK and exporters for Python, unmodified: another language's idea of the same
// protocol, with integers that JavaScript cannot hold. And py_zipkin, which reports as Zipkin's libraries do.

import { join } from 'node:path';
import { expect, it } from 'vitest';
import { getJson, untilStored } from './support/api.ts';
import { runChild } from './support/child.ts';
import { comparable, type TracesData } from './support/otlp-json.ts';
import { preparePython, pythonMissing } from './support/python.ts';
import { readSpans } from './support/read-spans.ts';
import { ROOT, throughlineOfFile } from './support/throughline.ts';

const ofFile = throughlineOfFile();

const missing = pythonMissing();
if (missing !== undefined) process.stderr.write(`No test with Python's SDK: ${missing}.\n`);

it.skipIf(missing !== undefined).each(['http', 'grpc'] as const)(
  'reads back what was sent by %s',
  async (protocol) => {
    const python = await preparePython();
    const throughline = ofFile();
    const url = protocol === 'grpc' ? throughline.otlpGrpc : throughline.otlpHttp;
    const script = join(ROOT, 'e2e/python/send-spans.py');
    const sent: TracesData = JSON.parse(
      await runChild({ command: python, args: [script, protocol, url] }),
    );
    const traceId = sent.resourceSpans?.[0]?.scopeSpans?.[0]?.spans?.[0]?.['traceId'];
    await untilStored(throughline.http);
    const stored = await getJson<TracesData>(throughline.http, `/api/v1/traces/${traceId}`);
    expect(comparable(sent)).toHaveLength(6);
    expect(comparable(stored)).toEqual(comparable(sent));
  },
);

it.skipIf(missing !== undefined)("reads back what Zipkin's reporter for Python sent", async () => {
  const python = await preparePython();
  const throughline = ofFile();
  const url = `${throughline.zipkin}/api/v2/spans`;
  const script = join(ROOT, 'e2e/python/send-zipkin.py');
  for (const encoding of ['json', 'protobuf']) {
    const args = [script, url, encoding];
    const traceId = (await runChild({ command: python, args })).trim();
    const spans = await readSpans(throughline.http, traceId.padStart(32, '0'), 2);
    const server = spans.get('get /cart');
    expect(server).toMatchObject({ kind: 2, resource: { 'service.name': 'python-shop' } });
    expect(spans.get('select')).toMatchObject({
      kind: 3,
      parentSpanId: server?.spanId,
      attributes: { 'db.name': 'grüße' },
      events: [{ name: 'miss' }],
    });
  }
});
