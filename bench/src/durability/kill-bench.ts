// The promise about durability, tried out: the engine, the server or both are killed at random moments
// under load, again and again, and in the end everything that was acknowledged is there, once.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePortOffset } from '../measure/free-port-offset.ts';
import { createRandom, type Random } from '../workload/random.ts';
import { KillLedger } from './kill-ledger.ts';
import { startSenders } from './kill-senders.ts';
import { KillableProduct, type Victim } from './killable-product.ts';
import { readStore } from './read-store.ts';
import type { SentTrace } from './small-traces.ts';

const VICTIMS: readonly Victim[] = ['engine', 'server', 'both'];

/** Between a recovery and the next kill: from the middle of the first inserts to two seconds of them. */
const MAX_LIFE_MS = 2_000;

/** So often the next kill does not wait for the recovery, and meets a start. */
const IMPATIENCE = 0.2;

/** Looked up through the API, as a user would. */
const SAMPLE = 200;

export interface KillOptions {
  readonly rounds: number;
  readonly seed: number;
  readonly onRound?: (round: number, victim: Victim | undefined) => void;
}

export interface KillResult {
  readonly rounds: number;
  readonly seed: number;
  readonly kills: Readonly<Record<Victim, number>>;
  readonly seconds: number;
  readonly requestsAcknowledged: number;
  readonly requestsSentAgain: number;
  readonly acknowledgedTraces: number;
  readonly acknowledgedSpans: number;
  readonly missing: number;
  readonly doubled: number;
  readonly foreign: number;
  /** Without an answer, sent again, and stored each time: shown once. */
  readonly storedAgain: number;
  /** Of the traces looked up through the API, those that were not shown exactly as sent. */
  readonly shownWrong: number;
  readonly spanRows: number;
  readonly cataloguedSpans: number;
  readonly boundsWithoutSpans: number;
  readonly stopMs: number;
}

export async function benchKills(options: KillOptions): Promise<KillResult> {
  const { rounds, seed } = options;
  const dataDir = await mkdtemp(join(tmpdir(), 'throughline-kill-'));
  const product = new KillableProduct(dataDir, await freePortOffset());
  const ledger = new KillLedger();
  const startedMs = performance.now();
  try {
    product.start();
    await product.untilReady();
    const senders = startSenders(product, ledger, seed);
    const kills = await killAgainAndAgain(product, options).finally(() => senders.stop());
    await product.untilStored();
    const shownWrong = await countShownWrong(product, ledger.sample(SAMPLE));
    const stopMs = await product.stop();
    const { traces, ...store } = await readStore(dataDir);
    const { missing, doubled, foreign, ...verdict } = ledger.compare(traces);
    return {
      rounds,
      seed,
      kills,
      seconds: (performance.now() - startedMs) / 1000,
      requestsAcknowledged: senders.acknowledged(),
      requestsSentAgain: senders.retries(),
      ...verdict,
      missing: missing.length,
      doubled: doubled.length,
      foreign: foreign.length,
      shownWrong,
      ...store,
      stopMs,
    };
  } finally {
    await product.destroy();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 10 });
  }
}

async function killAgainAndAgain(
  product: KillableProduct,
  { rounds, seed, onRound }: KillOptions,
): Promise<Record<Victim, number>> {
  const random: Random = createRandom(seed);
  const kills = { engine: 0, server: 0, both: 0 };
  for (let round = 1; round <= rounds; round++) {
    await delay(random.below(MAX_LIFE_MS));
    const victim = await product.kill(random.pick(VICTIMS));
    if (victim !== undefined) kills[victim]++;
    if (victim === 'server' || victim === 'both') product.start();
    if (random.next() >= IMPATIENCE || round === rounds) await product.untilReady();
    onRound?.(round, victim);
  }
  return kills;
}

interface ShownTrace {
  readonly resourceSpans?: readonly {
    readonly scopeSpans?: readonly { readonly spans?: readonly unknown[] }[];
  }[];
}

async function countShownWrong(
  product: KillableProduct,
  traces: readonly SentTrace[],
): Promise<number> {
  let wrong = 0;
  for (const { traceId, spans } of traces) {
    const answer = await fetch(`${product.httpUrl}/api/v1/traces/${traceId}`);
    const trace: ShownTrace = answer.ok ? JSON.parse(await answer.text()) : {};
    const shown = (trace.resourceSpans ?? [])
      .flatMap(({ scopeSpans }) => scopeSpans ?? [])
      .reduce((sum, scope) => sum + (scope.spans ?? []).length, 0);
    if (shown !== spans) wrong++;
  }
  return wrong;
}

/** What did not hold, in words; nothing when all did. */
export function brokenPromises(result: KillResult): string[] {
  const broken: string[] = [];
  if (result.missing > 0) broken.push(`${result.missing} acknowledged traces are missing`);
  if (result.doubled > 0) broken.push(`${result.doubled} traces are there twice`);
  if (result.foreign > 0) broken.push(`${result.foreign} traces were never sent`);
  if (result.shownWrong > 0) broken.push(`${result.shownWrong} traces are not shown as sent`);
  if (result.cataloguedSpans !== result.spanRows) {
    broken.push(`the catalogue counts ${result.cataloguedSpans} of ${result.spanRows} spans`);
  }
  if (result.boundsWithoutSpans > 0) {
    broken.push(`${result.boundsWithoutSpans} traces have bounds and no spans`);
  }
  return broken;
}
