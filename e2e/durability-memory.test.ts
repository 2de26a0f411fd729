// Memory is bounded: senders that are slow, endless, hostile or just large neither take the server down
// nor keep it from others. What counts is the most memory it ever had, not how long anything took.

import { once } from 'node:events';
import { request } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { deflateSync, gzipSync } from 'node:zlib';
import { expect, it, onTestFinished } from 'vitest';
import { untilStored } from './support/api.ts';
import { damaged, sendOne, spanCount } from './support/load.ts';
import { randomTraceId, sendTraces, simpleTrace } from './support/otlp-json.ts';
import { peakMemoryBytes } from './support/processes.ts';
import { startThroughline, type Throughline } from './support/throughline.ts';

const MEBIBYTE = 1024 ** 2;

/**
 * The server without its engine: 128 MiB for bodies over each protocol, 64 MiB waiting to be stored with
 * its columns, and the program itself.
 */
const MAX_SERVER_BYTES = 512 * MEBIBYTE;

const SLOW_CONNECTIONS = 1000;
const BOMBS = 40;

/** It serves others, and has stayed within its bound. */
async function expectWell({ http, otlpHttp, child }: Throughline): Promise<void> {
  const traceId = randomTraceId();
  expect((await sendOne(otlpHttp, traceId)).status).toBe(200);
  await untilStored(http);
  expect(await damaged(http, [traceId])).toEqual([]);
  expect(peakMemoryBytes(child.pid)).toBeLessThan(MAX_SERVER_BYTES);
}

async function openSockets(url: string, count: number, greet: (at: number) => string) {
  const { hostname, port } = new URL(url);
  const sockets: Socket[] = [];
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  for (let at = 0; at < count; at++) {
    const socket = connect(Number(port), hostname);
    sockets.push(socket);
    socket.on('error', () => {}).resume();
    await once(socket, 'connect');
    socket.write(greet(at));
  }
}

const POST = 'POST /v1/traces HTTP/1.1\r\nHost: localhost\r\n';

it('serves others beside a thousand idle and slow connections', async () => {
  const throughline = await startThroughline();
  const stages = [
    '',
    `${POST}X-Slow: `,
    `${POST}Content-Type: application/x-protobuf\r\nContent-Length: 1000000\r\n\r\nx`,
    `${POST}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n`,
  ];
  await openSockets(throughline.otlpHttp, SLOW_CONNECTIONS, (at) => stages[at % 4] ?? '');
  // The same over gRPC: calls that have announced a message and do not send it.
  const session = connectHttp2(throughline.otlpGrpc).on('error', () => {});
  onTestFinished(() => session.destroy());
  for (let calls = 0; calls < 100; calls++) {
    const stream = session.request({
      ':method': 'POST',
      ':path': '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    stream.on('error', () => {}).write(Buffer.from([0, 0, 0x10, 0, 0, 1, 2, 3]));
  }
  await expectWell(throughline);
  await throughline.stop();
});

it('ends a body that never ends', async () => {
  const throughline = await startThroughline();
  const outgoing = request(new URL('/v1/traces', throughline.otlpHttp), {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf' },
  });
  outgoing.on('error', () => {});
  let status: number | undefined;
  const answered = once(outgoing, 'response').then(([answer]) => {
    status = answer.statusCode;
    answer.resume();
  });
  const chunk = Buffer.alloc(MEBIBYTE);
  while (status === undefined) {
    if (outgoing.write(chunk)) continue;
    await Promise.race([new Promise<void>((resolve) => outgoing.once('drain', resolve)), answered]);
  }
  expect(status).toBe(413);
  outgoing.destroy();
  await expectWell(throughline);
  await throughline.stop();
});

/** 16 MiB of zeros as zstd blocks of one repeated byte: 128 KiB each in four bytes. */
function zstdBomb(): Buffer {
  const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58]);
  const block = (isLast: boolean): Buffer => {
    const header = (MEBIBYTE / 8) * 8 + 2 + (isLast ? 1 : 0);
    return Buffer.from([header & 0xff, (header >> 8) & 0xff, header >> 16, 0]);
  };
  return Buffer.concat([head, ...Array.from({ length: 128 }, (_, at) => block(at === 127))]);
}

it('does not let bombs go off, in any coding, many at a time', async () => {
  const throughline = await startThroughline();
  const zeros = Buffer.alloc(15 * MEBIBYTE);
  const bombs = { gzip: gzipSync(zeros), deflate: deflateSync(zeros), zstd: zstdBomb() };
  for (const [coding, body] of Object.entries(bombs)) {
    const statuses = await Promise.all(
      Array.from({ length: BOMBS }, async () => {
        const answer = await fetch(`${throughline.otlpHttp}/v1/traces`, {
          method: 'POST',
          headers: { 'content-type': 'application/x-protobuf', 'content-encoding': coding },
          body: new Uint8Array(body),
        });
        await answer.arrayBuffer();
        return answer.status;
      }),
    );
    expect(new Set(statuses), coding).toEqual(new Set([413]));
  }
  await expectWell(throughline);
  await throughline.stop();
});

/** Spans of nothing but ids, a name and times: 100,000 of them fit into a request. */
function manySpans(traceId: string, count: number): Uint8Array {
  const field = (number: number, content: Buffer): Buffer => {
    const size: number[] = [];
    for (let left = content.length; ; left >>>= 7) {
      size.push(left > 127 ? (left & 127) | 128 : left);
      if (left <= 127) break;
    }
    return Buffer.concat([Buffer.from([number * 8 + 2, ...size]), content]);
  };
  const id = Buffer.from(traceId, 'hex');
  const spans = Array.from({ length: count }, (_, at) => {
    const spanId = Buffer.alloc(8);
    spanId.writeUInt32BE(at + 1, 4);
    return field(2, Buffer.concat([field(1, id), field(2, spanId), field(5, Buffer.from('n'))]));
  });
  return new Uint8Array(field(1, field(2, Buffer.concat(spans))));
}

it('takes a batch of 100,000 spans, and an attribute of 10 MB', async () => {
  const throughline = await startThroughline();
  const many = randomTraceId();
  const answer = await fetch(`${throughline.otlpHttp}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf' },
    body: new Uint8Array(manySpans(many, 100_000)),
  });
  expect(answer.status).toBe(200);
  const large = randomTraceId();
  const trace = JSON.parse(JSON.stringify(simpleTrace(large, 'large')));
  trace.resourceSpans[0].scopeSpans[0].spans[0].attributes = [
    { key: 'large', value: { stringValue: 'x'.repeat(10_000_000) } },
  ];
  expect((await sendTraces(throughline.otlpHttp, trace)).status).toBe(200);
  await untilStored(throughline.http);
  expect(await spanCount(throughline.http, large)).toBe(3);
  expect(await spanCount(throughline.http, many)).toBe(100_000);
  await expectWell(throughline);
  await throughline.stop();
});
