// Which of 20 hues a service has: a stable hash of its name, so that it keeps its colour across
// pages and sessions; within one trace two services with the same hue are moved apart. Lightness and
// chroma are the same for all of them and belong to the theme (styles/tokens.css).

export const HUE_COUNT = 20;

/** The wheel without what is near red: that is for errors alone. */
const FIRST_DEGREES = 60;
const STEP_DEGREES = 15;
/** Neighbours in the order of hues are 105° apart, also for eyes that lack one kind of cone. */
const STRIDE = 7;

/** Angle in OKLCH of hue 0 to 19. */
export function degreesOfHue(hue: number): number {
  return FIRST_DEGREES + ((hue * STRIDE) % HUE_COUNT) * STEP_DEGREES;
}

/** FNV-1a over UTF-16 code units, finished so that near names fall on far hues. */
function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) {
    hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** 0 to 19; see degreesOfHue. */
export function hueOfService(name: string): number {
  return hashName(name) % HUE_COUNT;
}

export type Hues = ReadonlyMap<string, number>;

const NONE: Hues = new Map();

/**
 * A hue per service. Names are placed in alphabetical order, so the same set of services always gets
 * the same hues. A taken hue gives way to the nearest free one, and so does, while there is room, one
 * next to a taken one on the wheel: up to seven services are all told apart at a glance. Beyond 20
 * hues repeat.
 *
 * `usual`: the hues in use elsewhere. Assigned once for all services that are known and passed on
 * for those of one trace, a service has one colour everywhere.
 */
export function assignHues(names: Iterable<string>, usual: Hues = NONE): Hues {
  const hues = new Map<string, number>();
  let taken = new Set<number>();
  for (const name of [...new Set(names)].toSorted()) {
    if (taken.size === HUE_COUNT) taken = new Set();
    const known = usual.get(name);
    const hue = known === undefined ? place(hueOfService(name), taken) : nearest(known, taken);
    taken.add(hue);
    hues.set(name, hue);
  }
  return hues;
}

/** How far apart in the order of hues two neighbours on the wheel are: 3 · STRIDE is 1 modulo 20. */
const WHEEL_NEIGHBOUR = 3;

function place(hue: number, taken: ReadonlySet<number>): number {
  const crowded = new Set<number>();
  for (const other of taken) {
    crowded.add(other);
    crowded.add((other + WHEEL_NEIGHBOUR) % HUE_COUNT);
    crowded.add((other - WHEEL_NEIGHBOUR + HUE_COUNT) % HUE_COUNT);
  }
  return nearest(hue, crowded.size < HUE_COUNT ? crowded : taken);
}

function nearest(hue: number, taken: ReadonlySet<number>): number {
  for (let distance = 0; distance <= HUE_COUNT / 2; distance++) {
    const right = (hue + distance) % HUE_COUNT;
    if (!taken.has(right)) return right;
    const left = (hue - distance + HUE_COUNT) % HUE_COUNT;
    if (!taken.has(left)) return left;
  }
  return hue;
}
