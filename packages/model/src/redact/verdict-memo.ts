// Remembers what was found in a text, by its bytes, so that a value that comes again is not searched
// again. Bounded: when it is full it begins anew.

import { utf8ToText } from '../base/utf8.ts';
import { Dictionary } from '../batch/dictionary.ts';
import type { Verdict } from './value-redactor.ts';

/** Longer texts hardly ever come again. */
const MAX_TEXT_BYTES = 1024;
/** Tens of thousands of values of usual length. */
const MAX_BYTES = 2 * 1024 * 1024;

export class VerdictMemo {
  private readonly look: (text: string) => Verdict | undefined;
  private readonly texts = new Dictionary();
  /** By code; a code beyond the end has just been given. */
  private readonly verdicts: (Verdict | undefined)[] = [];

  constructor(look: (text: string) => Verdict | undefined) {
    this.look = look;
  }

  /** Of the text `bytes[start, end)`. */
  verdict(bytes: Uint8Array, start: number, end: number): Verdict | undefined {
    if (end - start > MAX_TEXT_BYTES) return this.look(utf8ToText(bytes, start, end));
    if (this.texts.keys.byteLength > MAX_BYTES) {
      this.texts.clear();
      this.verdicts.length = 0;
    }
    const code = this.texts.intern(bytes, start, end);
    if (code === this.verdicts.length) {
      this.verdicts.push(this.look(utf8ToText(bytes, start, end)));
    }
    return this.verdicts[code];
  }
}
