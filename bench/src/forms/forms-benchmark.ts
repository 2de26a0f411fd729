// npm run bench -- forms: what the forms of Jaeger and Zipkin cost beside OTLP: from bytes to columns and on to the
// engine's format, on one core; then all the way, each at its own port of a running product.

import { parseArgs } from 'node:util';
import { SpanBatch } from '@throughline/model/batch/span-batch';
import { NativeWriter } from '@throughline/storage/write/native-writer';
import { spansBlock } from '@throughline/storage/write/spans-block';
import { type Benchmark, positiveOption } from '../benchmark.ts';
import { type Form, formsOfWorkload } from './form-bodies.ts';
import { type SentForm, sendForms } from './send-forms.ts';

const DEFAULT_ROUNDS = 50;
const DEFAULT_SPANS = 500_000;
const WARM_UP_ROUNDS = 20;
const FIRST_BYTES = 1024 * 1024;

export const formsBenchmark: Benchmark = {
  usage: '[--rounds N] [--spans N]',
  async run(args) {
    const options = { rounds: { type: 'string' }, spans: { type: 'string' } } as const;
    const { values } = parseArgs({ args: [...args], options });
    const spans = positiveOption('spans', values.spans, DEFAULT_SPANS);
    const rounds = positiveOption('rounds', values.rounds, DEFAULT_ROUNDS);
    console.log('form                      bytes/span  decode µs/span  encode µs/span');
    for (const form of formsOfWorkload()) {
      const { bytes, decodeMicros, encodeMicros } = measure(form, rounds);
      console.log(
        form.name.padEnd(24),
        bytes.toFixed(0).padStart(11),
        decodeMicros.toFixed(2).padStart(15),
        encodeMicros.toFixed(2).padStart(15),
      );
    }
    printSent(await sendForms(spans));
  },
};

function printSent(sent: readonly SentForm[]): void {
  const [otlp] = sent;
  if (otlp === undefined) return;
  console.log('\nform                           spans/s   of OTLP  CPU µs/span, server and engine');
  for (const { name, spansPerSecond, cpuMicros } of sent) {
    console.log(
      name.padEnd(24),
      spansPerSecond.toFixed(0).padStart(13),
      `${((100 * spansPerSecond) / otlp.spansPerSecond).toFixed(0)} %`.padStart(9),
      cpuMicros.toFixed(2).padStart(32),
    );
  }
}

/** CPU time of this process, garbage collection included: what others do on the machine stays out. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function measure({ bodies, decode }: Form, rounds: number) {
  // As the store does it: batch and buffer are used again.
  const batch = new SpanBatch();
  const writer = new NativeWriter(FIRST_BYTES);
  let decodeMs = 0;
  let encodeMs = 0;
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    batch.clear();
    const startMs = cpuMs();
    for (const body of bodies) decode(body, batch);
    const decodedMs = cpuMs();
    spansBlock(batch, writer);
    // The compiler has to warm up first.
    if (round < 0) continue;
    decodeMs += decodedMs - startMs;
    encodeMs += cpuMs() - decodedMs;
  }
  const spans = rounds * batch.rowCount;
  return {
    bytes: bodies.reduce((sum, body) => sum + body.length, 0) / batch.rowCount,
    decodeMicros: (1000 * decodeMs) / spans,
    encodeMicros: (1000 * encodeMs) / spans,
  };
}
