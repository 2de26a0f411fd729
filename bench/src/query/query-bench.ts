// The query benchmark: loads the store to one size after another, and at each asks every question.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Product, withProduct } from '../ingest/product.ts';
import { COUNT_QUICKLY, callsCounted } from './calls-counted.ts';
import { canonicalQuestions } from './canonical-questions.ts';
import { lengthMsOf, loadCanonical } from './load-canonical.ts';
import { type Effort, measureQuestion, type QuestionResult } from './measure-question.ts';
import { readStoredData } from './stored-data.ts';

export interface QueryBenchOptions {
  /** Ascending. None: what is in the data directory is asked as it is. */
  readonly sizes: readonly number[];
  readonly effort: Effort;
  readonly seed: number;
  /** Only these, by name; all when not given. */
  readonly only?: readonly string[];
  readonly dataDir?: string;
  /** Whether the calls of what was loaded are waited for, as on a server that has been up for a while. */
  readonly untilCounted: boolean;
  /** Hears how far it is. */
  readonly tell?: (line: string) => void;
}

/** Of the newest span: minutes that may still change are not counted. */
const AGE_MS = 5 * 60_000;

export interface QuerySize {
  readonly spans: number;
  readonly traces: number;
  /** That the spans' own times cover. */
  readonly hours: number;
  readonly bytesOnDisk: number;
  readonly questions: readonly QuestionResult[];
}

export async function benchQuery(options: QueryBenchOptions): Promise<QuerySize[]> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'throughline-bench-')));
  try {
    return await benchIn(dataDir, options);
  } finally {
    if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
  }
}

async function benchIn(dataDir: string, options: QueryBenchOptions): Promise<QuerySize[]> {
  const { sizes, seed } = options;
  const measure = async (): Promise<QuerySize> => {
    await untilCounted(dataDir, options);
    return withProduct({ dataDir }, (product) => measureSize(product, options));
  };
  if (sizes.length === 0) return [await measure()];
  const measured: QuerySize[] = [];
  let startMs = Date.now() - AGE_MS - lengthMsOf(sizes.at(-1) ?? 0);
  let loaded = 0;
  for (const size of sizes) {
    const load = { spans: size - loaded, startMs, seed: seed + loaded };
    options.tell?.(`${load.spans} spans more …`);
    await withProduct({ dataDir }, (product) => loadCanonical(product, load));
    startMs += lengthMsOf(load.spans);
    loaded = size;
    measured.push(await measure());
  }
  return measured;
}

/** By a server of its own, as it takes more of the machine for it than one that is asked. */
async function untilCounted(dataDir: string, { untilCounted: isWanted, tell }: QueryBenchOptions) {
  if (!isWanted) return;
  await withProduct({ dataDir, environment: COUNT_QUICKLY }, (product) =>
    callsCounted(product, tell),
  );
}

async function measureSize(
  product: Product,
  { effort, only, tell }: QueryBenchOptions,
): Promise<QuerySize> {
  const data = await readStoredData(product);
  const questions: QuestionResult[] = [];
  for (const question of canonicalQuestions(data)) {
    if (only !== undefined && !only.includes(question.name)) continue;
    const result = await measureQuestion(product, question, effort);
    tell?.(`${question.name}: ${Math.round(result.latencyMs.p50)} ms`);
    questions.push(result);
  }
  const { spans, traces, bytesOnDisk, startMs, endMs } = data;
  return { spans, traces, hours: (endMs - startMs) / 3_600_000, bytesOnDisk, questions };
}
