// Asks one question again and again, one at a time, and takes the time that each answer takes and the CPU time of
// server and engine meanwhile.

import type { Product } from '../ingest/product.ts';
import { type Percentiles, percentiles } from '../measure/percentiles.ts';
import type { Question } from './question.ts';

/**
 * The first runs fill the engine's caches and let the server's code be compiled: what is measured is the warm answer,
 * as a server that has been up for a while gives it. So many at least, and for as long as is measured afterwards.
 */
const WARM_UP_RUNS = 3;
const MAX_RUNS = 150;

/** How often a question is asked: until both are reached. */
export interface Effort {
  readonly minRuns: number;
  /** Quick questions are asked more often, as CPU time is told in hundredths of a second. */
  readonly minSeconds: number;
}

export interface QuestionResult {
  readonly name: string;
  readonly title: string;
  readonly runs: number;
  /** From the request to the last byte of the answer. */
  readonly latencyMs: Percentiles;
  /** Per run. */
  readonly cpuMs: { readonly server: number; readonly engine: number };
  /** Traces, series, names or values of the last answer. */
  readonly found: number;
  readonly answerBytes: number;
}

export async function measureQuestion(
  product: Product,
  question: Question,
  effort: Effort,
): Promise<QuestionResult> {
  const { minSeconds } = effort;
  const warmUpMs = performance.now();
  let asked = 0;
  while (isShort(asked, warmUpMs, { minRuns: WARM_UP_RUNS, minSeconds })) {
    await ask(product, question, asked++);
  }
  const before = product.usage();
  const startMs = performance.now();
  const latencies: number[] = [];
  let last = { body: '', found: 0 };
  while (isShort(latencies.length, startMs, effort)) {
    const sentMs = performance.now();
    const body = await fetchAnswer(product, question, asked + latencies.length);
    latencies.push(performance.now() - sentMs);
    last = { body, found: check(question, body) };
  }
  const after = product.usage();
  const perRun = (seconds: number) => (1000 * seconds) / latencies.length;
  return {
    name: question.name,
    title: question.title,
    runs: latencies.length,
    latencyMs: percentiles(latencies),
    cpuMs: {
      server: perRun(after.server.cpuSeconds - before.server.cpuSeconds),
      engine: perRun(after.engine.cpuSeconds - before.engine.cpuSeconds),
    },
    found: last.found,
    answerBytes: Buffer.byteLength(last.body),
  };
}

function isShort(runs: number, startMs: number, { minRuns, minSeconds }: Effort): boolean {
  if (runs < minRuns) return true;
  return runs < MAX_RUNS && performance.now() - startMs < 1000 * minSeconds;
}

async function ask(product: Product, question: Question, run: number): Promise<void> {
  check(question, await fetchAnswer(product, question, run));
}

async function fetchAnswer(product: Product, question: Question, run: number): Promise<string> {
  const url = question.url(product, run);
  const answer = await fetch(url);
  const body = await answer.text();
  if (answer.status === (question.status ?? 200)) return body;
  throw new Error(`${question.name}: ${url} was answered ${answer.status}: ${body.slice(0, 500)}`);
}

function check(question: Question, body: string): number {
  const found = question.found(body);
  if (found >= question.atLeast) return found;
  throw new Error(
    `${question.name}: found ${found}, and not ${question.atLeast}: ${body.slice(0, 500)}`,
  );
}
