// The promise about durability: under a stream of writes the engine or the server is killed, and
// everything that was acknowledged is there afterwards, once.

import { expect, it } from 'vitest';
import { eventually, statusOf, untilStored } from './support/api.ts';
import { randomTraceId, sendTraces, simpleTrace, type TracesData } from './support/otlp-json.ts';
import { enginePid } from './support/processes.ts';
import { startThroughline, temporaryFolder } from './support/throughline.ts';

const SENDERS = 8;
const READERS = 4;
const CHILDREN = 4;

/** Acknowledged before the first kill, and again after each recovery. */
const TRACES_PER_PHASE = 200;

interface Writes {
  readonly acknowledged: readonly string[];
  /** Resolves when this many more are acknowledged. */
  more(count: number): Promise<void>;
  stop(): Promise<void>;
}

/** Sends without pause, and remembers what was acknowledged; what fails is not sent again. */
function startWriting(otlpHttp: () => string): Writes {
  const acknowledged: string[] = [];
  let isOver = false;
  const send = async (): Promise<void> => {
    while (!isOver) {
      const traceId = randomTraceId();
      try {
        const answer = await sendTraces(otlpHttp(), simpleTrace(traceId, 'stream', CHILDREN));
        await answer.arrayBuffer();
        if (answer.ok) acknowledged.push(traceId);
      } catch {
        // The server is gone or going: nothing was acknowledged.
      }
      await new Promise(setImmediate);
    }
  };
  const senders = Array.from({ length: SENDERS }, send);
  return {
    acknowledged,
    async more(count) {
      const goal = acknowledged.length + count;
      await eventually(async () => (acknowledged.length >= goal ? true : undefined));
    },
    async stop() {
      isOver = true;
      await Promise.all(senders);
    },
  };
}

/** Those that are not there, or are not there exactly as sent. */
async function damaged(http: string, traceIds: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  const left = traceIds.values();
  const check = async (): Promise<void> => {
    // All readers take from the same iterator.
    for (const traceId of left) {
      if ((await spanCount(http, traceId)) !== CHILDREN + 1) found.push(traceId);
    }
  };
  await Promise.all(Array.from({ length: READERS }, check));
  return found;
}

async function spanCount(http: string, traceId: string): Promise<number> {
  const answer = await fetch(`${http}/api/v1/traces/${traceId}`);
  const trace: TracesData = JSON.parse(await answer.text());
  return (trace.resourceSpans ?? [])
    .flatMap(({ scopeSpans }) => scopeSpans ?? [])
    .flatMap(({ spans }) => spans ?? []).length;
}

it('loses nothing acknowledged when the engine is killed', async () => {
  const throughline = await startThroughline();
  const writes = startWriting(() => throughline.otlpHttp);
  for (let kills = 0; kills < 3; kills++) {
    await writes.more(TRACES_PER_PHASE);
    process.kill(enginePid(throughline.child.pid), 'SIGKILL');
  }
  await writes.more(TRACES_PER_PHASE);
  await writes.stop();
  await untilStored(throughline.http);
  expect(await damaged(throughline.http, writes.acknowledged)).toEqual([]);
  expect(throughline.child.stderr()).toMatch(/engine/);
  expect((await throughline.stop()).code).toBe(0);
});

it('loses nothing acknowledged when the server is killed', async () => {
  const dataDir = temporaryFolder();
  let throughline = await startThroughline({ dataDir });
  const writes = startWriting(() => throughline.otlpHttp);
  for (let kills = 0; kills < 3; kills++) {
    await writes.more(TRACES_PER_PHASE);
    throughline.child.signal('SIGKILL');
    await throughline.child.ended;
    throughline = await startThroughline({ dataDir });
  }
  await writes.more(TRACES_PER_PHASE);
  await writes.stop();
  await untilStored(throughline.http);
  expect(await damaged(throughline.http, writes.acknowledged)).toEqual([]);
  expect((await throughline.stop()).code).toBe(0);
});

it('says that the engine is away, and that it is back', async () => {
  const throughline = await startThroughline();
  process.kill(enginePid(throughline.child.pid), 'SIGKILL');
  await eventually(async () => {
    return (await statusOf(`${throughline.http}/readyz`)) === 503 ? true : undefined;
  });
  await eventually(async () => {
    return (await statusOf(`${throughline.http}/readyz`)) === 200 ? true : undefined;
  });
  await throughline.stop();
});
