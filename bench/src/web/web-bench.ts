// The pages as a person has them, in a real browser against the built server: how long until Explore can be
// used and a trace is drawn, how much script a frame takes, how much memory a page has.

import type { Browser } from 'playwright-core';
import { type Product, withProduct } from '../ingest/product.ts';
import { type Percentiles, percentiles } from '../measure/percentiles.ts';
import { canonicalBody, SPANS_PER_BODY } from '../workload/canonical-workload.ts';
import { bigTrace } from './big-trace.ts';
import { type PageMemory, pageMemory, withChromium, withPage } from './chromium.ts';
import { assertScrolls, measureExplore, measureFrames, openTrace } from './measure-pages.ts';
import { sendRequests, untilStored } from './send-requests.ts';

export interface WebOptions {
  /** Sizes of the traces that are opened. */
  readonly sizes: readonly number[];
  /** Of these, the one that is scrolled, zoomed, and whose memory is measured. */
  readonly framesAt: number;
  readonly runs: number;
  readonly seed: number;
  /** Bodies of the canonical workload that are stored besides: Explore is not of an empty store. */
  readonly otherBodies: number;
  readonly tell: (line: string) => void;
}

export interface WebTrace {
  readonly spans: number;
  readonly drawnMs: Percentiles;
}

export interface WebResult {
  readonly runs: number;
  readonly storedSpans: number;
  readonly explore: { readonly usableMs: Percentiles; readonly scriptBytes: number };
  readonly traces: readonly WebTrace[];
  readonly frames: {
    readonly spans: number;
    readonly scrollMs: Percentiles;
    readonly scrollFrames: number;
    readonly zoomMs: Percentiles;
    readonly zoomFrames: number;
  };
  readonly memory: PageMemory & { readonly spans: number };
}

const MINUTE_NS = 60_000_000_000n;
const NS_PER_MS = 1_000_000n;

export async function benchWeb(options: WebOptions): Promise<WebResult> {
  return withProduct({}, async (product) => {
    const traces = await store(product, options);
    return withChromium(async (browser) => {
      const explore = await exploreOf(browser, product, options);
      const opened: WebTrace[] = [];
      for (const { service, spans } of traces) {
        options.tell(`opening a trace of ${spans} spans, ${options.runs} times`);
        opened.push({ spans, drawnMs: await drawnOf(browser, product, service, options.runs) });
      }
      options.tell(`scrolling and zooming at ${options.framesAt} spans`);
      const service = traces.find(({ spans }) => spans === options.framesAt)?.service;
      if (service === undefined) throw new Error(`no trace of ${options.framesAt} spans is stored`);
      const { frames, memory } = await framesOf(browser, product, service, options.framesAt);
      const storedSpans =
        options.otherBodies * SPANS_PER_BODY + traces.reduce((sum, { spans }) => sum + spans, 0);
      return { runs: options.runs, storedSpans, explore, traces: opened, frames, memory };
    });
  });
}

async function store({ listener, httpUrl }: Product, options: WebOptions) {
  const { seed, otherBodies, sizes, tell } = options;
  const url = listener('otlp-http').origin;
  const nowNs = BigInt(Date.now()) * NS_PER_MS;
  function* others() {
    for (let body = 0; body < otherBodies; body++) {
      const endNs = nowNs - (BigInt(body) * 59n * MINUTE_NS) / BigInt(otherBodies);
      yield Uint8Array.from(canonicalBody(seed + body, endNs));
    }
  }
  tell(`storing ${otherBodies * SPANS_PER_BODY} spans of the canonical workload`);
  await sendRequests(url, 'application/x-protobuf', others());
  const traces = sizes.map((spans) => bigTrace(spans, seed, nowNs - MINUTE_NS));
  for (const trace of traces) {
    tell(`storing a trace of ${trace.spans} spans`);
    await sendRequests(url, 'application/json', trace.requests());
    await untilStored(httpUrl, trace);
  }
  return traces;
}

async function exploreOf(browser: Browser, { httpUrl }: Product, { runs, tell }: WebOptions) {
  tell(`opening Explore, ${runs} times`);
  // The server's own first answer is not what a page costs.
  await measureExplore(browser, httpUrl);
  const usableMs: number[] = [];
  let scriptBytes = 0;
  for (let run = 0; run < runs; run++) {
    const measured = await measureExplore(browser, httpUrl);
    usableMs.push(measured.usableMs);
    scriptBytes = measured.scriptBytes;
  }
  return { usableMs: percentiles(usableMs), scriptBytes };
}

async function drawnOf(
  browser: Browser,
  { httpUrl }: Product,
  service: string,
  runs: number,
): Promise<Percentiles> {
  const drawnMs: number[] = [];
  for (let run = 0; run < runs; run++) {
    drawnMs.push(
      await withPage(browser, async (page) => {
        const opened = await openTrace(page, httpUrl, service);
        await assertScrolls(page);
        return opened.drawnMs;
      }),
    );
  }
  return percentiles(drawnMs);
}

function framesOf(browser: Browser, { httpUrl }: Product, service: string, spans: number) {
  return withPage(browser, async (page) => {
    await openTrace(page, httpUrl, service);
    const { scroll, zoom } = await measureFrames(page);
    const memory = await pageMemory(browser, page);
    const frames = {
      ...{ spans, scrollMs: percentiles(scroll), scrollFrames: scroll.length },
      ...{ zoomMs: percentiles(zoom), zoomFrames: zoom.length },
    };
    return { frames, memory: { spans, ...memory } };
  });
}
