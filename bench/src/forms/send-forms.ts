// Each form over its own way into a running product: spans a second, and the CPU of server and engine for each. The same
// bodies are sent again and again, of every form, so the figures are good for comparing forms, and not as rates of
// ingest, whose ids are all new.

import { Client, credentials } from '@grpc/grpc-js';
import { SpanBatch } from '@throughline/model/batch/span-batch';
import { type Product, withProduct } from '../ingest/product.ts';
import { type Form, formsOfWorkload, type Way } from './form-bodies.ts';

const IN_FLIGHT = 4;

export interface SentForm {
  readonly name: string;
  readonly spans: number;
  readonly spansPerSecond: number;
  readonly cpuMicros: number;
}

interface Door {
  send(body: Uint8Array): Promise<void>;
  close(): void;
}

/** `spans`: about so many of each form. */
export async function sendForms(spans: number): Promise<SentForm[]> {
  const sent: SentForm[] = [];
  for (const form of formsOfWorkload()) {
    const { way } = form;
    if (way === undefined) continue;
    sent.push(await withProduct({}, (product) => sendForm(product, form, way, spans)));
  }
  return sent;
}

async function sendForm(product: Product, form: Form, way: Way, spans: number): Promise<SentForm> {
  const door = openDoor(product.listener(way.listener), way);
  const spansPerRound = spansIn(form);
  const rounds = Math.max(1, Math.round(spans / spansPerRound));
  try {
    await sendRounds(door, form.bodies, 1);
    const before = product.usage();
    const startMs = performance.now();
    await sendRounds(door, form.bodies, rounds);
    const seconds = (performance.now() - startMs) / 1000;
    const after = product.usage();
    const cpuSeconds =
      after.server.cpuSeconds -
      before.server.cpuSeconds +
      after.engine.cpuSeconds -
      before.engine.cpuSeconds;
    const total = rounds * spansPerRound;
    return {
      name: form.name,
      spans: total,
      spansPerSecond: total / seconds,
      cpuMicros: (1e6 * cpuSeconds) / total,
    };
  } finally {
    door.close();
  }
}

function spansIn({ bodies, decode }: Form): number {
  const batch = new SpanBatch();
  for (const body of bodies) decode(body, batch);
  return batch.rowCount;
}

async function sendRounds(door: Door, bodies: readonly Uint8Array[], rounds: number) {
  let next = 0;
  const all = rounds * bodies.length;
  const lane = async (): Promise<void> => {
    while (next < all) await door.send(bodies[next++ % bodies.length] ?? new Uint8Array());
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
}

function openDoor(url: URL, way: Way): Door {
  return way.grpc === true ? grpcDoor(url, way) : httpDoor(url, way);
}

function httpDoor(url: URL, { path, contentType }: Way): Door {
  return {
    async send(body) {
      const answer = await fetch(new URL(path, url), {
        method: 'POST',
        headers: { 'content-type': contentType },
        body: Uint8Array.from(body),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${text.slice(0, 300)}`);
    },
    close: () => undefined,
  };
}

const asItIs = (bytes: Buffer): Buffer => bytes;

function grpcDoor(url: URL, { path }: Way): Door {
  const client = new Client(url.host, credentials.createInsecure());
  return {
    send: (body) =>
      new Promise((resolve, reject) => {
        const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
        client.makeUnaryRequest(path, asItIs, asItIs, bytes, (error) => {
          if (error === null) resolve();
          else reject(error);
        });
      }),
    close: () => client.close(),
  };
}
