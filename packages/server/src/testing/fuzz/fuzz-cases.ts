// Endless cases from a seed: well-formed messages that are renewed now and then, and what the mutators
// make of them.

import { SpanBatch } from '@throughline/model/batch/span-batch';
import type { FuzzRandom } from '@throughline/model/fuzz/fuzz-random';
import { generateTraces } from '@throughline/model/fuzz/generate-traces';
import { type JsonSeed, jsonSeed, mutateJson } from '@throughline/model/fuzz/mutate-json';
import { mutateProtobuf } from '@throughline/model/fuzz/mutate-protobuf';
import { type FieldNode, parseTree } from '@throughline/model/fuzz/protobuf-tree';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { encodeTraceProtobuf } from '@throughline/model/otlp/protobuf-encode';

/** Messages to choose from, and how often one of them is replaced. */
const POOL_SIZE = 32;
const RENEW_ONE_IN = 10;

interface Seed {
  readonly json: JsonSeed;
  readonly protobuf: Uint8Array;
  readonly tree: readonly FieldNode[];
}

export class FuzzCases {
  private readonly random: FuzzRandom;
  private readonly pool: Seed[];

  constructor(random: FuzzRandom) {
    this.random = random;
    this.pool = Array.from({ length: POOL_SIZE }, () => this.newSeed());
  }

  /** A well-formed message. */
  wellFormed(): { readonly json: string; readonly protobuf: Uint8Array } {
    const { json, protobuf } = this.seed();
    return { json: json.text, protobuf };
  }

  protobuf(): Uint8Array {
    return mutateProtobuf(this.random, this.seed().tree, this.random.pick(this.pool).tree);
  }

  json(): Uint8Array {
    return mutateJson(this.random, this.seed().json, this.random.pick(this.pool).json);
  }

  private seed(): Seed {
    if (this.random.oneIn(RENEW_ONE_IN)) {
      this.pool[this.random.below(POOL_SIZE)] = this.newSeed();
    }
    return this.random.pick(this.pool);
  }

  private newSeed(): Seed {
    const traces = generateTraces(this.random);
    const batch = new SpanBatch();
    decodeTracesJson(traces, batch, 0);
    const protobuf = encodeTraceProtobuf(batch).slice();
    return { json: jsonSeed(JSON.stringify(traces)), protobuf, tree: parseTree(protobuf) };
  }
}
