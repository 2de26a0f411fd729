// The `tags` of an old search: logfmt, `service.name=shop http.url="/a b" error`.

import { BadRequestError } from './bad-request.ts';

/** Throws BadRequestError in the words of Go's decoder, with the position from 1. */
export function parseLogfmt(text: string): Map<string, string> {
  const tags = new Map<string, string>();
  let at = 0;
  for (;;) {
    at = skipBlanks(text, at);
    if (at >= text.length) return tags;
    const keyEnd = endOfKey(text, at);
    const key = text.slice(at, keyEnd);
    at = keyEnd;
    let value = '';
    if (text[at] === '=') [value, at] = valueAt(text, at + 1);
    if (tags.has(key)) throw new BadRequestError(`invalid tags: tag ${key} has been set twice`);
    tags.set(key, value);
  }
}

function isBlank(character: string | undefined): boolean {
  return character !== undefined && character <= ' ';
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (isBlank(text[at])) at++;
  return at;
}

function endOfKey(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isBlank(text[at]) && text[at] !== '=') {
    if (text[at] === '"') throw unexpected('"', at);
    at++;
  }
  if (at === from) throw unexpected('=', at);
  return at;
}

function valueAt(text: string, from: number): [value: string, end: number] {
  if (text[from] === '"') return quotedAt(text, from);
  let at = from;
  while (at < text.length && !isBlank(text[at])) {
    if (text[at] === '=' || text[at] === '"') throw unexpected(text[at] ?? '', at);
    at++;
  }
  return [text.slice(from, at), at];
}

function quotedAt(text: string, from: number): [value: string, end: number] {
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  if (at >= text.length) {
    throw new BadRequestError(`invalid tags: unterminated quoted value at pos ${text.length + 1}`);
  }
  try {
    return [JSON.parse(text.slice(from, at + 1)) as string, at + 1];
  } catch {
    throw new BadRequestError(`invalid tags: invalid quoted value at pos ${from + 1}`);
  }
}

function unexpected(character: string, at: number): BadRequestError {
  return new BadRequestError(`invalid tags: unexpected '${character}' at pos ${at + 1}`);
}
