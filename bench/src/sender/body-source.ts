// Where the sender takes its bodies from: renewed before each sending, or, since neither compressing nor writing
// in the forms of others is the server's work, made beforehand.

import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { canonicalBody } from '../workload/canonical-workload.ts';
import { type FormName, formBodies } from '../workload/forms.ts';
import { manyKeysBody } from '../workload/many-keys-workload.ts';
import type { Random } from '../workload/random.ts';
import type { RenewableBody } from '../workload/renewable-body.ts';
import { RenewableJson } from '../workload/renewable-json.ts';
import { RenewableProtobuf } from '../workload/renewable-protobuf.ts';

/** Different bodies, so that nothing in the server can profit from having seen the last one. */
const BODIES = 40;

/** Compressed bodies are some 70 KB each and are kept in memory; beyond this they are sent again. */
const MAX_COMPRESSED_BODIES = 8_000;

/** What exporters use when they are told to compress. */
const GZIP_LEVEL = 6;

/** libuv has four threads. */
const COMPRESSED_AT_ONCE = 4;

/** Each makes a body of SPANS_PER_BODY spans from a seed. */
const WORKLOADS = { canonical: canonicalBody, 'many-keys': manyKeysBody };

/** What is sent: a workload as OTLP, or the canonical one in one of the forms in which spans come. */
export type Load =
  | { readonly workload: keyof typeof WORKLOADS; readonly encoding: 'protobuf' | 'json' }
  | { readonly form: FormName };

export interface Sendable {
  readonly bytes: Uint8Array;
  readonly spanCount: number;
}

export interface BodySource {
  /** Undefined when every body is new; else how many spans have ids of their own. */
  readonly distinctSpans: number | undefined;
  /** Nobody else gets it until it is given back. */
  take(endNs: bigint): Sendable;
  giveBack(body: Sendable): void;
}

export interface BodySourceOptions {
  readonly load: Load;
  readonly gzip: boolean;
  readonly seed: number;
  readonly random: Random;
  /** How many will be sent, at most. */
  readonly requests: number;
  /** Where the times of body number `index` end. */
  readonly endNsOf: (index: number) => bigint;
}

export async function createBodySource(options: BodySourceOptions): Promise<BodySource> {
  const { load } = options;
  const startNs = options.endNsOf(0);
  if ('form' in load) return repeatedSource(formBodies(load.form, options.seed, startNs, BODIES));
  const bodies = Array.from({ length: BODIES }, (_, at): RenewableBody => {
    const protobuf = WORKLOADS[load.workload](options.seed + at, startNs);
    return load.encoding === 'json'
      ? new RenewableJson(protobuf, startNs)
      : new RenewableProtobuf(protobuf, startNs);
  });
  if (options.gzip) return repeatedSource(await compressAll(bodies, options));
  const { random } = options;
  return {
    distinctSpans: undefined,
    take(endNs) {
      const body = bodies.pop();
      if (body === undefined) throw new Error(`more than ${BODIES} requests in flight`);
      body.renew(random, endNs);
      return body;
    },
    giveBack(body) {
      bodies.unshift(body as RenewableBody);
    },
  };
}

async function compressAll(
  bodies: readonly RenewableBody[],
  { random, requests, endNsOf }: BodySourceOptions,
): Promise<Sendable[]> {
  const compress = promisify(gzip);
  const compressed: Sendable[] = [];
  const wanted = Math.min(requests, MAX_COMPRESSED_BODIES);
  while (compressed.length < wanted) {
    const first = compressed.length;
    const start = first % bodies.length;
    const some = bodies.slice(start, start + Math.min(COMPRESSED_AT_ONCE, wanted - first));
    const made = some.map(async (body, at) => {
      body.renew(random, endNsOf(first + at));
      const bytes = await compress(body.bytes, { level: GZIP_LEVEL });
      return { bytes, spanCount: body.spanCount };
    });
    compressed.push(...(await Promise.all(made)));
  }
  return compressed;
}

function repeatedSource(bodies: readonly Sendable[]): BodySource {
  let next = 0;
  return {
    distinctSpans: bodies.reduce((sum, { spanCount }) => sum + spanCount, 0),
    take() {
      const body = bodies[next++ % bodies.length];
      if (body === undefined) throw new Error('there are no bodies');
      return body;
    },
    giveBack() {},
  };
}
