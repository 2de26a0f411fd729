// Short texts that come again and again, such as the name of a library, as strings that are made once.

import { utf8ToText } from '../base/utf8.ts';
import { Dictionary } from './dictionary.ts';

/** Names and states are shorter; what is longer hardly comes twice. */
const MAX_TEXT_BYTES = 64;

/** Beyond it all are forgotten. */
const MAX_TEXTS = 10_000;

export class KnownTexts {
  private readonly known = new Dictionary();
  private readonly texts: string[] = [];

  textOf(bytes: Uint8Array, start: number, end: number, view: DataView): string {
    if (end - start > MAX_TEXT_BYTES) return utf8ToText(bytes, start, end);
    if (this.texts.length > MAX_TEXTS) {
      this.known.clear();
      this.texts.length = 0;
    }
    const code = this.known.intern(bytes, start, end, view);
    let text = this.texts[code];
    if (text === undefined) {
      text = utf8ToText(bytes, start, end);
      this.texts[code] = text;
    }
    return text;
  }
}
