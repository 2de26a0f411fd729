// npm run bench -- forms: what the forms of Jaeger and Zipkin cost beside OTLP: from bytes to columns and on to the
// engine's format, on one core; then all the way, each at its own port of a running product. The same bodies are
// sent again and again, of every form, so the figures are good for comparing forms, and not as rates of ingest.

import { parseArgs } from 'node:util';
import { SpanBatch } from '@throughline/model/batch/span-batch';
import { NativeWriter } from '@throughline/storage/write/native-writer';
import { spansBlock } from '@throughline/storage/write/spans-block';
import { type Benchmark, positiveOption } from '../benchmark.ts';
import { type LoadFigures, measureLoad } from '../ingest/measure-load.ts';
import { withProduct } from '../ingest/product.ts';
import { watchStore } from '../ingest/store-watch.ts';
import type { Way } from '../sender/transport.ts';
import { FORMS, type Form, formBodies, formByName } from '../workload/forms.ts';

const DEFAULT_ROUNDS = 20;
const DEFAULT_SPANS = 1_000_000;
const WARM_UP_ROUNDS = 5;
const FIRST_BYTES = 1024 * 1024;
/** Of the decoding on one core: more than the caches of a processor hold. */
const BODIES = 20;
const SEED = 1;
const IN_FLIGHT = 4;

export const formsBenchmark: Benchmark = {
  usage: `[--forms ${FORMS.map(({ name }) => name).join(',')}] [--rounds N] [--spans N]`,
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: { forms: { type: 'string' }, rounds: { type: 'string' }, spans: { type: 'string' } },
    });
    const spans = positiveOption('spans', values.spans, DEFAULT_SPANS);
    const rounds = positiveOption('rounds', values.rounds, DEFAULT_ROUNDS);
    const forms = values.forms?.split(',').map(formByName) ?? FORMS;
    console.log('form                      bytes/span  decode µs/span  encode µs/span');
    for (const form of forms) printCodec(form, measureCodec(form, rounds));
    console.log(`\n${SENT_HEAD}`);
    let first: LoadFigures | undefined;
    for (const form of forms) {
      if (form.way === undefined) continue;
      const figures = await sendForm(form, form.way, spans);
      first ??= figures;
      printSent(form, figures, first);
    }
  },
};

function sendForm({ name }: Form, way: Way, spans: number): Promise<LoadFigures> {
  return withProduct({}, async (product) => {
    const store = watchStore(product);
    try {
      return await measureLoad(product, store, {
        url: product.listener(way.listener).href,
        way,
        load: { form: name },
        spans,
        inFlight: IN_FLIGHT,
        seed: SEED,
        times: 'live',
      });
    } finally {
      await store.close();
    }
  });
}

const SENT_HEAD =
  'form                       spans/s  of OTLP   CPU µs/span: server  engine  together  of OTLP   sender  other cores';

/** CPU is that until the engine rests: what it puts off is counted. */
function printSent({ title }: Form, figures: LoadFigures, otlp: LoadFigures): void {
  const { spansPerSecond, cpuAtRest: cpu, senderCpu, otherCores } = figures;
  const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
  console.log(
    title.padEnd(24),
    spansPerSecond.toFixed(0).padStart(9),
    percent(spansPerSecond / otlp.spansPerSecond).padStart(8),
    cpu.server.toFixed(2).padStart(21),
    cpu.engine.toFixed(2).padStart(7),
    cpu.together.toFixed(2).padStart(9),
    percent(otlp.cpuAtRest.together / cpu.together).padStart(8),
    senderCpu.toFixed(2).padStart(8),
    otherCores.toFixed(2).padStart(12),
  );
}

/** CPU time of this process, garbage collection included: what others do on the machine stays out. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

interface CodecFigures {
  readonly bytes: number;
  readonly decodeMicros: number;
  readonly encodeMicros: number;
}

function printCodec({ title }: Form, { bytes, decodeMicros, encodeMicros }: CodecFigures): void {
  console.log(
    title.padEnd(24),
    bytes.toFixed(0).padStart(11),
    decodeMicros.toFixed(2).padStart(15),
    encodeMicros.toFixed(2).padStart(15),
  );
}

function measureCodec({ name, decode }: Form, rounds: number): CodecFigures {
  const bodies = formBodies(name, SEED, BigInt(Date.now()) * 1_000_000n, BODIES);
  // As the store does it: batch and buffer are used again.
  const batch = new SpanBatch();
  const writer = new NativeWriter(FIRST_BYTES);
  let decodeMs = 0;
  let encodeMs = 0;
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    batch.clear();
    const startMs = cpuMs();
    for (const { bytes } of bodies) decode(bytes, batch);
    const decodedMs = cpuMs();
    spansBlock(batch, writer);
    // The compiler has to warm up first.
    if (round < 0) continue;
    decodeMs += decodedMs - startMs;
    encodeMs += cpuMs() - decodedMs;
  }
  const spans = rounds * batch.rowCount;
  return {
    bytes: bodies.reduce((sum, { bytes }) => sum + bytes.length, 0) / batch.rowCount,
    decodeMicros: (1000 * decodeMs) / spans,
    encodeMicros: (1000 * encodeMs) / spans,
  };
}
