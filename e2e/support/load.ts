// A stream of small traces, with a record of what was acknowledged, and the check that all of it is there.

import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from './api.ts';
import { randomTraceId, sendTraces, simpleTrace, type TracesData } from './otlp-json.ts';

const SENDERS = 8;
const READERS = 4;
const CHILDREN = 4;

/** A look-up is a request to the API each. */
const MAX_LOOKUPS = 250;

/** After a refusal; senders in earnest wait longer. Without it they take a busy machine for themselves. */
const REFUSED_PAUSE_MS = 200;

export interface Writes {
  readonly acknowledged: readonly string[];
  /** Requests that were answered with something else than success, by status. */
  readonly refused: ReadonlyMap<number, number>;
  /** Resolves when this many more are acknowledged. */
  more(count: number): Promise<void>;
  stop(): Promise<void>;
}

/** Sends without pause, and remembers what was acknowledged; what fails is not sent again. */
export function startWriting(otlpHttp: () => string, senderCount = SENDERS): Writes {
  const acknowledged: string[] = [];
  const refused = new Map<number, number>();
  let isOver = false;
  const send = async (): Promise<void> => {
    while (!isOver) {
      const traceId = randomTraceId();
      try {
        const { status } = await sendOne(otlpHttp(), traceId);
        if (status === 200) acknowledged.push(traceId);
        else {
          refused.set(status, (refused.get(status) ?? 0) + 1);
          await delay(REFUSED_PAUSE_MS);
        }
      } catch {
        // The server is gone or going: nothing was acknowledged.
        await delay(REFUSED_PAUSE_MS);
      }
    }
  };
  const senders = Array.from({ length: senderCount }, send);
  return {
    acknowledged,
    refused,
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

/** One small trace; its answer's body is read, so that the connection is free again. */
export async function sendOne(otlpHttp: string, traceId: string): Promise<Response> {
  const answer = await sendTraces(otlpHttp, simpleTrace(traceId, 'stream', CHILDREN));
  await answer.arrayBuffer();
  return answer;
}

/**
 * Those that are not there, or are not there exactly as sent; of many, every n-th is looked up, from the
 * first to the last. (All of them are, by the kill bench.)
 */
export async function damaged(http: string, traceIds: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  const step = Math.ceil(traceIds.length / MAX_LOOKUPS);
  const left = traceIds.filter((_, at) => at % step === 0).values();
  const check = async (): Promise<void> => {
    // All readers take from the same iterator.
    for (const traceId of left) {
      if ((await spanCount(http, traceId)) !== CHILDREN + 1) found.push(traceId);
    }
  };
  await Promise.all(Array.from({ length: READERS }, check));
  return found;
}

export async function spanCount(http: string, traceId: string): Promise<number> {
  const answer = await fetch(`${http}/api/v1/traces/${traceId}`);
  const trace: TracesData = JSON.parse(await answer.text());
  return (trace.resourceSpans ?? [])
    .flatMap(({ scopeSpans }) => scopeSpans ?? [])
    .flatMap(({ spans }) => spans ?? []).length;
}

/** The value of one of the server's metrics that has no labels. */
export async function metric(http: string, name: string): Promise<number> {
  const text = await (await fetch(new URL('/metrics', http))).text();
  const value = new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1];
  if (value === undefined) throw new Error(`no metric ${name}`);
  return Number(value);
}
