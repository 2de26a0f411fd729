// Reads the fields of OTLP JSON objects and remembers the way to them, so that an error can say where it
// is: `resourceSpans[0].scopeSpans[2].spans[1].name`. Rules: opentelemetry-proto, "JSON Protobuf
// Encoding" (null means absent; 64-bit integers also as decimal text; unknown fields are ignored).

import { showJson } from '../base/show-json.ts';
import { wellFormedText } from '../base/utf8.ts';
import {
  type Attribute,
  AttributeValueError,
  parseAttribute,
  ValueDepthError,
} from '../span/attribute-value.ts';
import { OtlpDecodeError, SpanRejectedError } from './decode-error.ts';

export type JsonFields = Readonly<Record<string, unknown>>;

const MAX_UINT32 = 0xffff_ffff;
const MAX_UINT64 = 2n ** 64n - 1n;

export class JsonReader {
  /** Names and indexes from the top to the object that is being read. */
  private readonly trail: (string | number)[] = [];

  /** The way to a field of the current object; '' is the object itself. */
  path(field: string): string {
    let path = '';
    for (const step of [...this.trail, field]) {
      if (typeof step === 'number') path += `[${step}]`;
      else if (step !== '') path += path === '' ? step : `.${step}`;
    }
    return path === '' ? 'the top of the message' : path;
  }

  fail(problem: string, field: string): never {
    throw new OtlpDecodeError(problem, this.path(field));
  }

  /** For what is wrong with one span although the message can be read on. */
  reject(problem: string, field: string): never {
    throw new SpanRejectedError(problem, this.path(field));
  }

  /** Reads a span; gives the error when it must be rejected, and the reader is where it was. */
  rejection(read: () => void): SpanRejectedError | undefined {
    const { length } = this.trail;
    try {
      read();
      return undefined;
    } catch (error) {
      if (!(error instanceof SpanRejectedError)) throw error;
      this.trail.length = length;
      return error;
    }
  }

  /** `field` is only for the error: '' when the current object itself is meant. */
  object(json: unknown, field = ''): JsonFields {
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) {
      return json as JsonFields;
    }
    return this.fail(`expected an object, not ${showJson(json)}`, field);
  }

  /** Reads a message field; absent, it reads as a message without fields. */
  inside<T>(fields: JsonFields, name: string, read: (fields: JsonFields) => T): T {
    const inner = this.object(fields[name] ?? {}, name);
    this.trail.push(name);
    const result = read(inner);
    this.trail.pop();
    return result;
  }

  /** Reads every object of a list field. */
  each(fields: JsonFields, name: string, read: (item: JsonFields) => void): void {
    const list = this.list(fields, name);
    for (let index = 0; index < list.length; index++) {
      this.trail.push(name, index);
      read(this.object(list[index]));
      this.trail.length -= 2;
    }
  }

  private list(fields: JsonFields, name: string): readonly unknown[] {
    const json = fields[name] ?? [];
    return Array.isArray(json) ? json : this.fail(`expected a list, not ${showJson(json)}`, name);
  }

  attributes(fields: JsonFields): Attribute[] {
    const list = this.list(fields, 'attributes');
    let index = 0;
    try {
      const attributes: Attribute[] = [];
      for (; index < list.length; index++) attributes.push(parseAttribute(list[index]));
      return attributes;
    } catch (error) {
      if (!(error instanceof AttributeValueError)) throw error;
      if (error instanceof ValueDepthError) this.reject(error.message, `attributes[${index}]`);
      return this.fail(error.message, `attributes[${index}]`);
    }
  }

  text(fields: JsonFields, name: string): string {
    const json = fields[name] ?? '';
    if (typeof json === 'string') return wellFormedText(json);
    return this.fail(`expected text, not ${showJson(json)}`, name);
  }

  uint32(fields: JsonFields, name: string): number {
    const json = fields[name] ?? 0;
    const value = typeof json === 'string' && /^[0-9]{1,10}$/.test(json) ? Number(json) : json;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_UINT32) {
      return value;
    }
    return this.fail(`expected an integer from 0 to ${MAX_UINT32}, not ${showJson(json)}`, name);
  }

  /** Nanoseconds since the epoch. */
  uint64(fields: JsonFields, name: string): bigint {
    const json = fields[name] ?? 0;
    const value = typeof json === 'object' ? joinedWords(json) : uint64Of(json);
    if (value !== undefined) return value;
    return this.fail(
      `expected an unsigned 64-bit integer, best as decimal text, not ${showJson(json)}`,
      name,
    );
  }

  /** An enum as a number or by name. A number that this version does not know counts as 0. */
  enumeration(fields: JsonFields, name: string, names: readonly string[]): number {
    const json = fields[name] ?? 0;
    if (typeof json === 'number' && Number.isInteger(json))
      return json >= 0 && json < 256 ? json : 0;
    const value = typeof json === 'string' ? names.indexOf(json) : -1;
    if (value >= 0) return value;
    const known = names.map((text, number) => `${number} (${text})`).join(', ');
    return this.fail(`expected one of ${known}, not ${showJson(json)}`, name);
  }
}

function uint64Of(json: unknown): bigint | undefined {
  if (typeof json === 'number') {
    if (!Number.isInteger(json) || json < 0 || json > 2 ** 64) return undefined;
    // 2^64 is the nearest double of the largest integer.
    return json === 2 ** 64 ? MAX_UINT64 : BigInt(json);
  }
  if (typeof json !== 'string' || !/^[0-9]{1,20}$/.test(json)) return undefined;
  const value = BigInt(json);
  return value <= MAX_UINT64 ? value : undefined;
}

/** The `{"low":…,"high":…}` that JavaScript exporters before 0.44 sent instead of decimal text. */
function joinedWords(json: unknown): bigint | undefined {
  const { low, high } = json as { readonly low?: unknown; readonly high?: unknown };
  if (!Number.isInteger(low) || !Number.isInteger(high)) return undefined;
  return (BigInt((high as number) >>> 0) << 32n) | BigInt((low as number) >>> 0);
}
