// Changes to an OTLP protobuf message that know its structure: tags, wire types, lengths, numbers and
// texts that are wrong, fields doubled, reordered, left out, moved, spliced from another message, and
// values nested without end.

import type { FuzzRandom } from './fuzz-random.ts';
import { joinBytes, mutateBytes } from './mutate-bytes.ts';
import { nestingDepth } from './nesting-depth.ts';
import { copyNode, copyTree, type FieldNode, varintBytes, writeTree } from './protobuf-tree.ts';

const MAX_CHANGES = 4;

/** Now and then a message is also bent without regard to its structure. */
const ONE_IN_BYTES = 4;

const NUMBERS = [0n, 1n, 127n, 128n, 255n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 63n];

/** Overlong, unending, and the largest numbers of 64 bits and of ten bytes. */
const STRANGE_VARINTS: readonly Uint8Array[] = [
  ...NUMBERS.map(varintBytes),
  varintBytes(2n ** 64n - 1n),
  new Uint8Array(9).fill(0x80),
  new Uint8Array(11).fill(0xff),
  Uint8Array.of(0x80, 0x80, 0x00),
  Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f),
];

/** Cut-off sequences, overlong forms, surrogates, beyond Unicode, and a zero byte. */
const STRANGE_TEXTS: readonly Uint8Array[] = [
  Uint8Array.of(0xc3),
  Uint8Array.of(0xe2, 0x82),
  Uint8Array.of(0xc0, 0x80),
  Uint8Array.of(0xed, 0xa0, 0x80),
  Uint8Array.of(0xf4, 0x90, 0x80, 0x80),
  Uint8Array.of(0xff, 0xfe, 0x41),
  Uint8Array.of(0x00),
  new Uint8Array(0),
  new Uint8Array(7).fill(1),
  new Uint8Array(8),
  new Uint8Array(16),
  new Uint8Array(17).fill(1),
];

/** `message` is well-formed; `donor`, another one, lends fields. */
export function mutateProtobuf(
  random: FuzzRandom,
  message: readonly FieldNode[],
  donor: readonly FieldNode[],
): Uint8Array {
  const nodes = copyTree(message);
  for (let changes = 1 + random.below(random.oneIn(3) ? MAX_CHANGES : 1); changes > 0; changes--) {
    change(random, nodes, donor);
  }
  const bytes = writeTree(nodes);
  return random.oneIn(ONE_IN_BYTES) ? mutateBytes(random, bytes) : bytes;
}

interface Place {
  readonly siblings: FieldNode[];
  readonly at: number;
  readonly node: FieldNode;
}

function places(siblings: FieldNode[], into: Place[] = []): Place[] {
  for (const [at, node] of siblings.entries()) {
    into.push({ siblings, at, node });
    if (!(node.content instanceof Uint8Array)) places(node.content, into);
  }
  return into;
}

function change(random: FuzzRandom, nodes: FieldNode[], donor: readonly FieldNode[]): void {
  const known = places(nodes);
  if (known.length === 0) {
    nodes.push(unknownField(random));
    return;
  }
  const place = random.pick(known);
  const { siblings, at, node } = place;
  switch (random.below(12)) {
    case 0:
      siblings.splice(at, 1);
      return;
    case 1:
      siblings.splice(random.below(siblings.length + 1), 0, ...copies(random, node));
      return;
    case 2:
      siblings.push(...siblings.splice(at, 1));
      return;
    case 3:
      siblings.splice(at, 0, unknownField(random));
      return;
    case 4:
      node.tag = strangeTag(random, node.tag);
      return;
    case 5:
      node.lie = strangeLength(random, node);
      return;
    case 6:
      nest(random, node);
      return;
    case 7:
      splice(random, place, donor);
      return;
    case 8:
      siblings.splice(at, 1, ...random.pick(known).siblings.map(copyNode));
      return;
    default:
      node.content = strangeContent(random, node);
  }
}

function copies(random: FuzzRandom, node: FieldNode): FieldNode[] {
  const length = random.oneIn(100) ? 300 : 1;
  return Array.from({ length }, () => copyNode(node));
}

function splice(random: FuzzRandom, place: Place, donor: readonly FieldNode[]): void {
  const lent = places(copyTree(donor));
  if (lent.length > 0) place.siblings.splice(place.at, random.below(2), random.pick(lent).node);
}

/** Every wire type, those of groups and the reserved ones included. */
function unknownField(random: FuzzRandom): FieldNode {
  const field = random.pick([0, 1, 2, 9, 16, 99, 1000, 2 ** 29 - 1]);
  const wireType = random.below(8);
  return {
    tag: varintBytes(field * 8 + wireType),
    hasLength: wireType === 2,
    lie: undefined,
    content: random.bytes(random.pick([0, 1, 4, 8, 20])),
  };
}

function strangeTag(random: FuzzRandom, tag: Uint8Array): Uint8Array {
  switch (random.below(4)) {
    case 0:
      return random.pick(STRANGE_VARINTS);
    case 1:
      return varintBytes(random.below(17) * 8 + random.below(8));
    case 2:
      // The same number in more bytes than it needs.
      return joinBytes(
        tag.map((byte) => byte | 0x80),
        Uint8Array.of(0),
      );
    default: {
      const bent = tag.slice();
      bent[0] = ((bent[0] as number) & 0xf8) | random.below(8);
      return bent;
    }
  }
}

function strangeLength(random: FuzzRandom, node: FieldNode): Uint8Array {
  if (random.oneIn(3)) return random.pick(STRANGE_VARINTS);
  const length =
    node.content instanceof Uint8Array ? node.content.length : writeTree(node.content).length;
  return varintBytes(Math.max(0, length + random.pick([-8, -1, 1, 2, 100])));
}

function strangeContent(random: FuzzRandom, node: FieldNode): Uint8Array {
  const content = node.content instanceof Uint8Array ? node.content : writeTree(node.content);
  switch (random.below(5)) {
    case 0:
      return random.pick(STRANGE_TEXTS);
    case 1:
      return random.pick(STRANGE_VARINTS);
    case 2:
      return joinBytes(content, content);
    case 3:
      return joinBytes(content, random.pick(STRANGE_TEXTS));
    default:
      return mutateBytes(random, content);
  }
}

/** An attribute value that is a list in a list, or a map in a map, far beyond any limit at times. */
function nest(random: FuzzRandom, node: FieldNode): void {
  const depth = random.oneIn(20) ? 500 + random.below(1500) : nestingDepth(random);
  const [outer, inner] = random.pick([
    [0x2a, 0x0a],
    [0x32, 0x12],
  ] as const);
  let bytes = node.content instanceof Uint8Array ? node.content : writeTree(node.content);
  for (let level = 0; level < depth; level++) {
    bytes = field(outer, field(0x0a, inner === 0x0a ? bytes : field(inner, bytes)));
  }
  node.content = bytes;
}

function field(tag: number, content: Uint8Array): Uint8Array {
  return joinBytes(Uint8Array.of(tag), varintBytes(content.length), content);
}
