// The public benchmark of Jaeger on ClickHouse, run with the product: its data set, what inserting and storing it
// costs, and its queries. Published figures: BENCHMARKING.md of Jaeger's ClickHouse storage, 4 cores, 60 GB.

import { type Product, withProduct } from '../ingest/product.ts';
import { engineRows, watchStore } from '../ingest/store-watch.ts';
import { type Effort, measureQuestion } from '../query/measure-question.ts';
import { readStoredData } from '../query/stored-data.ts';
import { otlpTo, protocolByName } from '../sender/protocols.ts';
import { runSender } from '../sender/run-sender.ts';
import { jaegerQuestions, type Sample } from './jaeger-questions.ts';

const DAY_MS = 86_400_000;
/** As published. */
const DAYS = 10;
const IN_FLIGHT = 4;
const SAMPLES = 50;

const PUBLISHED_SPANS_PER_SECOND = 52_129;
const PUBLISHED_BYTES_PER_SPAN = 76;

export interface JaegerSetupOptions {
  readonly spans: number;
  readonly effort: Effort;
  readonly seed: number;
  readonly dataDir?: string;
  /** Hears how far it is. */
  readonly tell?: (line: string) => void;
}

export interface ComparedFigure {
  readonly title: string;
  readonly measured: number;
  readonly digits: number;
  readonly published?: number;
}

export interface JaegerSetupResult {
  readonly spans: number;
  readonly figures: readonly ComparedFigure[];
}

export function benchJaegerSetup(options: JaegerSetupOptions): Promise<JaegerSetupResult> {
  const { dataDir } = options;
  return withProduct(dataDir === undefined ? {} : { dataDir }, async (product) => {
    const inserted = await insert(product, options);
    return { spans: options.spans, figures: [...inserted, ...(await ask(product, options))] };
  });
}

async function insert(
  product: Product,
  { spans, seed }: JaegerSetupOptions,
): Promise<ComparedFigure[]> {
  const store = watchStore(product);
  try {
    const endMs = Date.now();
    let before = product.usage();
    let startMs = performance.now();
    const sent = await runSender(
      {
        ...otlpTo(product, protocolByName('protobuf'), 'many-keys'),
        spans,
        inFlight: IN_FLIGHT,
        seed,
        times: { startMs: endMs - DAYS * DAY_MS, endMs },
      },
      {
        onReady() {
          before = product.usage();
          startMs = performance.now();
        },
      },
    );
    await store.untilStored(sent.spans);
    const seconds = (performance.now() - startMs) / 1000;
    await store.untilAtRest();
    const after = product.usage();
    const cpuSeconds =
      after.server.cpuSeconds -
      before.server.cpuSeconds +
      (after.engine.cpuSeconds - before.engine.cpuSeconds);
    const { bytes, bytesByTable } = await store.disk();
    return [
      {
        title: 'inserted spans/s, until all can be found',
        measured: sent.spans / seconds,
        digits: 0,
        published: PUBLISHED_SPANS_PER_SECOND,
      },
      { title: '… until all are acknowledged', measured: sent.spans / sent.seconds, digits: 0 },
      {
        title: 'CPU µs per span, merges at rest',
        measured: (1e6 * cpuSeconds) / sent.spans,
        digits: 2,
      },
      {
        title: 'bytes per span on disk, the table of spans',
        measured: (bytesByTable['spans'] ?? 0) / sent.spans,
        digits: 1,
        published: PUBLISHED_BYTES_PER_SPAN,
      },
      { title: '… all tables', measured: bytes / sent.spans, digits: 1 },
    ];
  } finally {
    await store.close();
  }
}

async function ask(
  product: Product,
  { effort, tell }: JaegerSetupOptions,
): Promise<ComparedFigure[]> {
  const data = await readStoredData(product);
  const figures: ComparedFigure[] = [];
  const questions = jaegerQuestions(data, data.traceIds, await readSamples(product));
  for (const { question, publishedMs } of questions) {
    const { title, latencyMs } = await measureQuestion(product, question, effort);
    tell?.(`${title}: ${Math.round(latencyMs.p50)}`);
    figures.push({ title, measured: latencyMs.p50, digits: 1, published: publishedMs });
  }
  return figures;
}

function readSamples(product: Product): Promise<Sample[]> {
  return engineRows<Sample>(
    product,
    `SELECT service_name AS service, name AS operation,
       mapKeys(attr_string)[1] AS key, attr_string[key] AS value, toString(duration_ns) AS durationNs,
       toUInt32(intDiv(start_ns, 1000000000)) * 1000. AS startMs
     FROM spans ORDER BY cityHash64(span_id) LIMIT ${SAMPLES}`,
  );
}
