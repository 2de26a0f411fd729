// The sender's own process: keeps a fixed number of requests in flight until all spans are acknowledged,
// then prints what it saw as JSON. Arguments: URL, spans, requests in flight, seed.

import { Agent, request } from 'node:http';
import { canonicalBody, SPANS_PER_BODY } from '../workload/canonical-workload.ts';
import { createRandom } from '../workload/random.ts';
import { RenewableBody } from '../workload/renewable-body.ts';

/** Different bodies, so that nothing in the server can profit from having seen the last one. */
const BODIES = 40;

/** A refused request is sent again after this. */
const RETRY_MS = 200;

export interface SendResult {
  readonly spans: number;
  readonly seconds: number;
  readonly bytesPerSpan: number;
  readonly retries: number;
  readonly latencyMs: { readonly p50: number; readonly p99: number };
}

const [url = '', spansText = '', inFlightText = '', seedText = ''] = process.argv.slice(2);
const inFlight = Number(inFlightText);
const agent = new Agent({ keepAlive: true, maxSockets: inFlight });
const random = createRandom(Number(seedText) + 1);

function post(body: Uint8Array): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/x-protobuf', 'content-length': body.length };
    const outgoing = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function main(): Promise<SendResult> {
  const nowNs = BigInt(Date.now()) * 1_000_000n;
  const bodies = Array.from(
    { length: BODIES },
    (_, at) => new RenewableBody(canonicalBody(Number(seedText) + at, nowNs)),
  );
  // Announces that making the workload is over: the parent starts its clocks.
  process.stdout.write('ready\n');
  const requests = Math.ceil(Number(spansText) / SPANS_PER_BODY);
  const latencies: number[] = [];
  let retries = 0;
  let next = 0;
  let bytes = 0;
  const startMs = performance.now();

  async function lane(): Promise<void> {
    while (next < requests) {
      next++;
      // A body is taken out while it is in flight: nobody else may change it then.
      const body = bodies.pop();
      if (body === undefined) throw new Error(`more than ${BODIES} requests in flight`);
      body.renew(random.below(2 ** 32 - 1) + 1, random.below(2 ** 32 - 1) + 1, 1_000_000n);
      bytes += body.bytes.length;
      for (;;) {
        const sentMs = performance.now();
        const status = await post(body.bytes);
        latencies.push(performance.now() - sentMs);
        if (status === 200) break;
        if (status !== 503 && status !== 429) throw new Error(`the server answered ${status}`);
        retries++;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
      bodies.unshift(body);
    }
  }

  await Promise.all(Array.from({ length: inFlight }, lane));
  const seconds = (performance.now() - startMs) / 1000;
  const spans = requests * SPANS_PER_BODY;
  latencies.sort((a, b) => a - b);
  const at = (share: number) => latencies[Math.floor(share * (latencies.length - 1))] ?? 0;
  return {
    spans,
    seconds,
    bytesPerSpan: bytes / spans,
    retries,
    latencyMs: { p50: at(0.5), p99: at(0.99) },
  };
}

process.stdout.write(`${JSON.stringify(await main())}\n`);
agent.destroy();
