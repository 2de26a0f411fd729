// What OpenTelemetry's translators put into Zipkin's texts: an event with attributes as an annotation
// `name|{json}|dropped`, and a link as a tag `traceid|spanid|tracestate|{json}|dropped`. A text is only
// taken apart when it can be put together again as it was.

import { bytesToHex, hexToBytes } from '../base/hex.ts';
import { SPAN_ID_BYTES, TRACE_ID_BYTES } from '../batch/span-batch.ts';
import type { Attribute, AttributeValue } from '../span/attribute-value.ts';
import { plainObjectJson } from '../span/plain-json.ts';

export function linkTag(number: number): string {
  return `otlp.link.${number}`;
}

/** Longer ones are texts of their own. */
const MAX_JSON_CHARACTERS = 64 * 1024;

export interface EventText {
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly droppedAttributes: number;
}

export function writeEventText({ name, attributes, droppedAttributes }: EventText): string {
  if (attributes.length === 0 && droppedAttributes === 0) return name;
  return `${name}|${plainObjectJson(attributes)}|${droppedAttributes}`;
}

export function readEventText(text: string): EventText {
  const plain = { name: text, attributes: [], droppedAttributes: 0 };
  if (text.length > MAX_JSON_CHARACTERS) return plain;
  const parts = /^([^|]*)\|(\{.*\})\|(\d{1,9})$/s.exec(text);
  if (parts === null) return plain;
  const [, name = '', json = '', dropped = ''] = parts;
  const attributes = readAttributes(json);
  if (attributes === undefined) return plain;
  const event = { name, attributes, droppedAttributes: Number(dropped) };
  return writeEventText(event) === text ? event : plain;
}

export interface LinkText {
  readonly traceId: Uint8Array;
  readonly spanId: Uint8Array;
  readonly traceState: string;
  readonly attributes: readonly Attribute[];
  readonly droppedAttributes: number;
}

export function writeLinkText(link: LinkText): string {
  const { traceId, spanId, traceState, attributes, droppedAttributes } = link;
  const json = plainObjectJson(attributes);
  return `${bytesToHex(traceId)}|${bytesToHex(spanId)}|${traceState}|${json}|${droppedAttributes}`;
}

export function readLinkText(text: string): LinkText | undefined {
  if (text.length > MAX_JSON_CHARACTERS) return undefined;
  const parts = /^([0-9a-f]{32})\|([0-9a-f]{16})\|([^|]*)\|(\{.*\})\|(\d{1,9})$/s.exec(text);
  if (parts === null) return undefined;
  const [, traceHex = '', spanHex = '', traceState = '', json = '', dropped = ''] = parts;
  const attributes = readAttributes(json);
  const traceId = hexToBytes(traceHex) ?? new Uint8Array(TRACE_ID_BYTES);
  const spanId = hexToBytes(spanHex) ?? new Uint8Array(SPAN_ID_BYTES);
  if (attributes === undefined) return undefined;
  const link = { traceId, spanId, traceState, attributes, droppedAttributes: Number(dropped) };
  return writeLinkText(link) === text ? link : undefined;
}

/** Values that are texts, numbers and truths; anything deeper is left as the text it was. */
function readAttributes(json: string): Attribute[] | undefined {
  let fields: unknown;
  try {
    fields = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (typeof fields !== 'object' || fields === null) return undefined;
  const attributes: Attribute[] = [];
  for (const [key, field] of Object.entries(fields)) {
    const value = readValue(field);
    if (value === undefined) return undefined;
    attributes.push({ key, value });
  }
  return attributes;
}

function readValue(json: unknown): AttributeValue | undefined {
  switch (typeof json) {
    case 'string':
      return { type: 'string', value: json };
    case 'boolean':
      return { type: 'bool', value: json };
    case 'number':
      return Number.isSafeInteger(json) && !Object.is(json, -0)
        ? { type: 'int', value: BigInt(json) }
        : { type: 'double', value: json };
    default:
      return undefined;
  }
}
