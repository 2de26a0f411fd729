// The member names that a JSON object may have, found by their bytes.

import { textToUtf8 } from '../base/utf8.ts';
import { sameWords, viewOf } from '../base/words.ts';
import type { ScannedText } from './json-scanner.ts';

interface KnownName {
  readonly index: number;
  readonly view: DataView;
}

const LONGEST_NAME_BYTES = 32;

export class JsonNames {
  private readonly byLength: KnownName[][] = [];

  constructor(names: readonly string[]) {
    for (let length = 0; length <= LONGEST_NAME_BYTES; length++) this.byLength.push([]);
    for (const [index, name] of names.entries()) {
      const bytes = textToUtf8(name);
      this.byLength[bytes.length]?.push({ index, view: viewOf(bytes) });
    }
  }

  /** The index of the name in the list; -1 when it is not there. */
  indexOf(name: ScannedText): number {
    const candidates = this.byLength[name.end - name.start];
    if (candidates === undefined) return -1;
    for (const { index, view } of candidates) {
      if (sameWords(name.view, name.start, name.end, view, 0)) return index;
    }
    return -1;
  }
}
