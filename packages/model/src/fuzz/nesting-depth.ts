// How deep a mutator nests a value: any depth of a few dozen, and often just below or above the limit, where
// two readers are most likely to disagree.

import { MAX_VALUE_DEPTH } from '../span/attribute-value.ts';
import type { FuzzRandom } from './fuzz-random.ts';

export function nestingDepth(random: FuzzRandom): number {
  return random.oneIn(2) ? MAX_VALUE_DEPTH - 3 + random.below(6) : 1 + random.below(40);
}
