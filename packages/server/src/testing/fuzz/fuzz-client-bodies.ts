// What real clients of Jaeger and Zipkin sent, bent in every way: no decoder may crash, hang, or leave a trace
// of what it refused.

import { FuzzRandom } from '@throughline/model/fuzz/fuzz-random';
import { mutateBytes } from '@throughline/model/fuzz/mutate-bytes';
import { jsonSeed, mutateJson } from '@throughline/model/fuzz/mutate-json';
import { mutateProtobuf } from '@throughline/model/fuzz/mutate-protobuf';
import { parseTree } from '@throughline/model/fuzz/protobuf-tree';
import { BODY_FORMS, type BodyForm, CLIENT_BODIES, readClientBody } from '../client-bodies.ts';
import { DecodeChecker } from './decode-checker.ts';
import { describe, type FuzzCounts, type FuzzOptions, GROUP_CASES } from './fuzz-run.ts';

/** Several changes at once reach what one hides. */
const MAX_CHANGES = 3;

export function fuzzClientBodies(form: BodyForm, options: FuzzOptions): FuzzCounts {
  const random = new FuzzRandom(options.seed);
  const mutate = mutatorOf(form, random);
  const decode = BODY_FORMS[form];
  const checker = new DecodeChecker((body, _encoding, batch, ms) => decode(body, batch, ms));
  let group: Uint8Array[] = [];
  const guarded = (check: () => void): void => {
    try {
      check();
    } catch (error) {
      options.onFinding({ problem: describe(error), bodies: group });
      checker.discardGroup();
      group = [];
    }
  };
  for (let done = 1; done <= options.cases; done++) {
    const body = mutate();
    group.push(body);
    const startedMs = performance.now();
    guarded(() => checker.check({ body, encoding: 'protobuf' }));
    options.onCase?.(performance.now() - startedMs);
    if (group.length < GROUP_CASES && done < options.cases) continue;
    guarded(() => checker.endGroup());
    group = [];
  }
  return checker.counts;
}

function mutatorOf(form: BodyForm, random: FuzzRandom): () => Uint8Array {
  const bodies = CLIENT_BODIES.filter(([, own]) => own === form).map(([path]) =>
    readClientBody(path),
  );
  switch (form) {
    case 'zipkinV1Json':
    case 'zipkinV2Json': {
      const seeds = bodies.map((body) => jsonSeed(new TextDecoder().decode(body)));
      return () => mutateJson(random, random.pick(seeds), random.pick(seeds));
    }
    case 'jaegerPostSpans':
    case 'zipkinProtobuf': {
      const root = form === 'zipkinProtobuf' ? 'zipkinSpans' : 'postSpans';
      const trees = bodies.map((body) => parseTree(body, root));
      return () => mutateProtobuf(random, random.pick(trees), random.pick(trees));
    }
    default:
      return () => {
        let body: Uint8Array = random.pick(bodies);
        const changes = 1 + random.below(MAX_CHANGES);
        for (let change = 0; change < changes; change++) body = mutateBytes(random, body);
        return body;
      };
  }
}
