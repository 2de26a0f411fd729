// A part of a trace file as pieces that are small enough to be decoded in one go, each of them JSON of its own form:
// a list item of Zipkin's, a trace of Jaeger's, an entry of `resourceSpans`. A trace or an entry with very many spans
// becomes several with some of them each.

import { setImmediate as turn } from 'node:timers/promises';
import type { TraceFileForm } from '@throughline/model/api/import';
import { textToUtf8 } from '@throughline/model/base/utf8';
import { JsonNames } from '@throughline/model/otlp/json-names';
import { JsonScanner, UNUSUAL } from '@throughline/model/otlp/json-scanner';
import type { JsonPart } from './json-parts.ts';
import { type FilePlace, TraceFileError } from './trace-file-error.ts';

export interface FilePiece {
  readonly form: TraceFileForm;
  /** Valid until the part is not. */
  readonly bytes: Uint8Array;
  readonly place: FilePlace;
}

/** Some thousand spans: decoding them takes some ten milliseconds, in which nothing else runs. */
export const PIECE_BYTES = 1024 ** 2;

/** What a span may take; as large as a request by default. */
const MAX_SPAN_BYTES = 16 * 1024 ** 2;

/** Looking through so much takes a millisecond or few; then others have their turn. */
const BYTES_PER_TURN = 1024 ** 2;

/** Throws TraceFileError when nobody knows what the part is, or when it is no JSON. */
export async function* splitPart(part: JsonPart): AsyncGenerator<FilePiece> {
  try {
    const form = part.isResourceSpans ? 'otlp' : formOf(part.bytes);
    const { bytes, place } = part;
    if (form === undefined) {
      throw new TraceFileError(
        "it is neither a trace of Jaeger's nor a span of Zipkin's nor OTLP: none of traceID, traceId, resourceSpans is there",
        place,
      );
    }
    if (form === 'export') {
      // An export in a list of them.
      const { items } = await outline(bytes, [0, bytes.length], 'resourceSpans');
      for (const [start, end] of items) {
        yield* splitPart({ bytes: bytes.subarray(start, end), place, isResourceSpans: true });
      }
      return;
    }
    if (bytes.length <= PIECE_BYTES || form === 'zipkin') {
      checkSize(bytes, MAX_SPAN_BYTES, place);
      yield { form, bytes, place };
    } else if (form === 'jaeger') yield* split(part, form, ['spans']);
    else yield* split(part, form, ['scopeSpans', 'spans']);
  } catch (error) {
    if (error !== UNUSUAL) throw error;
    throw new TraceFileError(
      `it is not JSON as tracing systems write it: ${syntaxOf(part)}`,
      part.place,
    );
  }
}

function syntaxOf({ bytes }: JsonPart): string {
  if (bytes.length > MAX_SPAN_BYTES) return 'the part is too large to say where';
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return 'a name with an escape, a value nested too deep, or the like';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const TELLING = new JsonNames(['traceID', 'processes', 'traceId', 'resourceSpans']);
const FORMS = ['jaeger', 'jaeger', 'zipkin', 'export'] as const;

/** By the first of its members that says so. */
function formOf(bytes: Uint8Array): (typeof FORMS)[number] | undefined {
  const scanner = new JsonScanner(bytes);
  scanner.openObject();
  for (let isFirst = true; scanner.nextMember(isFirst); isFirst = false) {
    const found = FORMS[TELLING.indexOf(scanner.value)];
    if (found !== undefined) return found;
    scanner.skip();
  }
  return undefined;
}

function checkSize(bytes: Uint8Array, maxBytes: number, place: FilePlace): void {
  if (bytes.length <= maxBytes) return;
  throw new TraceFileError(`a span of ${bytes.length} bytes; expected at most ${maxBytes}`, place);
}

type Range = readonly [start: number, end: number];

/** The spans are in the list `path[0]`, or in the lists `path[1]` of its entries. */
async function* split(
  part: JsonPart,
  form: TraceFileForm,
  [list = '', inner]: readonly string[],
): AsyncGenerator<FilePiece> {
  const { bytes, place } = part;
  const { others, items } = await outline(bytes, [0, bytes.length], list);
  const wrapped = (content: Uint8Array[]) => object(others, list, content);
  if (inner === undefined) {
    yield* chunks(bytes, items, place, (spans) => ({ form, place, bytes: wrapped(spans) }));
    return;
  }
  for (const range of items) {
    const entry = await outline(bytes, range, inner);
    yield* chunks(bytes, entry.items, place, (spans) => {
      return { form, place, bytes: wrapped([object(entry.others, inner, spans)]) };
    });
  }
}

interface Outline {
  /** The other members, names and all. */
  readonly others: readonly Uint8Array[];
  readonly items: readonly Range[];
}

/** Where the items of one member of an object are. */
async function outline(bytes: Uint8Array, [start, end]: Range, list: string): Promise<Outline> {
  const scanner = new JsonScanner(bytes.subarray(0, end));
  scanner.position = start;
  const names = new JsonNames([list]);
  const others: Uint8Array[] = [];
  const items: Range[] = [];
  let rested = start;
  scanner.openObject();
  for (let isFirst = true; ; isFirst = false) {
    const memberStart = scanner.position;
    if (!scanner.nextMember(isFirst)) return { others, items };
    if (names.indexOf(scanner.value) < 0) {
      scanner.skip();
      others.push(withoutComma(bytes.subarray(memberStart, scanner.position)));
      continue;
    }
    scanner.openList();
    for (let isFirstItem = true; scanner.nextItem(isFirstItem); isFirstItem = false) {
      items.push([scanner.skip(), scanner.position]);
      if (scanner.position - rested > BYTES_PER_TURN) {
        rested = scanner.position;
        await turn();
      }
    }
  }
}

const COMMA = textToUtf8(',');
const OPEN_OBJECT = textToUtf8('{');
const CLOSE_OBJECT = textToUtf8('}');
const CLOSE_LIST = textToUtf8(']');

/** What stands between two members belongs to the second. */
function withoutComma(member: Uint8Array): Uint8Array {
  const start = member.findIndex((byte) => byte > 0x20);
  return member.subarray(member[start] === COMMA[0] ? start + 1 : start);
}

/** An object of these members and a list of these items. */
function object(
  others: readonly Uint8Array[],
  list: string,
  items: readonly Uint8Array[],
): Uint8Array {
  const parts: Uint8Array[] = [OPEN_OBJECT];
  for (const member of others) parts.push(member, COMMA);
  parts.push(textToUtf8(`"${list}":[`));
  for (const [at, item] of items.entries()) parts.push(...(at === 0 ? [item] : [COMMA, item]));
  parts.push(CLOSE_LIST, CLOSE_OBJECT);
  return Buffer.concat(parts);
}

/** So many of the items that a piece has its size. */
function* chunks(
  bytes: Uint8Array,
  items: readonly Range[],
  place: FilePlace,
  toPiece: (items: Uint8Array[]) => FilePiece,
): Generator<FilePiece> {
  let taken: Uint8Array[] = [];
  let size = 0;
  for (const [start, end] of items) {
    checkSize(bytes.subarray(start, end), MAX_SPAN_BYTES, place);
    if (size > 0 && size + end - start > PIECE_BYTES) {
      yield toPiece(taken);
      taken = [];
      size = 0;
    }
    taken.push(bytes.subarray(start, end));
    size += end - start;
  }
  if (taken.length > 0) yield toPiece(taken);
}
