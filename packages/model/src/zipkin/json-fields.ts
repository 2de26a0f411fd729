// Reads the fields of Zipkin's JSON objects as its own server does: null is absent, numbers may be text, and an
// error says which field of which span is wrong.

import { parseId } from '../base/hex.ts';
import { showJson } from '../base/show-json.ts';
import { wellFormedText } from '../base/utf8.ts';
import { SPAN_ID_BYTES, TRACE_ID_BYTES } from '../batch/span-batch.ts';
import { ZipkinDecodeError } from './decode-error.ts';
import { isIpv4, isIpv6, mappedIpv4 } from './ip-address.ts';
import { endpointOf, type ZipkinEndpoint } from './zipkin-span.ts';

export type JsonFields = Readonly<Record<string, unknown>>;

const MAX_PORT = 65_535;

export function asFields(json: unknown, place: string): JsonFields {
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as JsonFields;
  throw new ZipkinDecodeError(`Expected an object, not ${showJson(json)}`, place);
}

/** The objects of a list field; nulls among them are passed over. */
export function readObjects(fields: JsonFields, name: string, place: string): JsonFields[] {
  const json = fields[name] ?? [];
  if (!Array.isArray(json)) {
    throw new ZipkinDecodeError(`Expected a list, not ${showJson(json)}`, `${place}.${name}`);
  }
  return json
    .filter((item) => item !== null)
    .map((item, at) => asFields(item, `${place}.${name}[${at}]`));
}

export function readText(fields: JsonFields, name: string, place: string): string {
  const json = fields[name] ?? '';
  const text = scalarText(json);
  if (text === undefined) {
    throw new ZipkinDecodeError(`Expected text, not ${showJson(json)}`, `${place}.${name}`);
  }
  return text;
}

/** Numbers and truths count as what they look like. */
export function scalarText(json: unknown): string | undefined {
  if (typeof json === 'string') return wellFormedText(json);
  return typeof json === 'number' || typeof json === 'boolean' ? String(json) : undefined;
}

/** Microseconds; 0 when absent. Some senders have fractions of them. */
export function readMicroseconds(fields: JsonFields, name: string, place: string): number {
  const json = fields[name] ?? 0;
  const number = typeof json === 'string' && /^\d{1,20}$/.test(json) ? Number(json) : json;
  if (typeof number === 'number' && number >= 0 && number <= Number.MAX_SAFE_INTEGER) {
    return Math.round(number);
  }
  throw new ZipkinDecodeError(
    `Expected microseconds since 1970, not ${showJson(json)}`,
    `${place}.${name}`,
  );
}

export function readBool(fields: JsonFields, name: string, place: string): boolean {
  const json = fields[name] ?? false;
  if (typeof json === 'boolean') return json;
  throw new ZipkinDecodeError(`Expected true or false, not ${showJson(json)}`, `${place}.${name}`);
}

/** 1 to 32 hex digits, which are not all zeros. */
export function readTraceId(fields: JsonFields, place: string): Uint8Array {
  return requiredId(fields, 'traceId', TRACE_ID_BYTES, place);
}

/** 1 to 16 hex digits, which are not all zeros. */
export function readSpanId(fields: JsonFields, place: string): Uint8Array {
  return requiredId(fields, 'id', SPAN_ID_BYTES, place);
}

function requiredId(fields: JsonFields, name: string, width: number, place: string): Uint8Array {
  const id = readId(fields, name, width, place);
  if (id !== undefined) return id;
  const problem = `Expected 1 to ${2 * width} hex digits that are not all zeros, not`;
  throw new ZipkinDecodeError(`${problem} ${showJson(fields[name])}`, `${place}.${name}`);
}

/** Undefined for none, for zeros, and for the span's own id, all of which stand for a root. */
export function readParentId(
  fields: JsonFields,
  id: Uint8Array,
  place: string,
): Uint8Array | undefined {
  const parentId = readId(fields, 'parentId', SPAN_ID_BYTES, place);
  return parentId?.every((byte, at) => byte === id[at]) ? undefined : parentId;
}

function readId(
  fields: JsonFields,
  name: string,
  width: number,
  place: string,
): Uint8Array | undefined {
  const json = fields[name];
  if (json === undefined || json === null || json === '') return undefined;
  const id = typeof json === 'string' ? parseId(json, width) : undefined;
  if (id === undefined) {
    const problem = `${showJson(json)} should be lower-hex encoded with no prefix`;
    throw new ZipkinDecodeError(problem, `${place}.${name}`);
  }
  return id.some((byte) => byte !== 0) ? id : undefined;
}

export function readEndpoint(
  fields: JsonFields,
  name: string,
  place: string,
): ZipkinEndpoint | undefined {
  const json = fields[name];
  if (json === undefined || json === null) return undefined;
  const inner = `${place}.${name}`;
  const endpoint = asFields(json, inner);
  const { ipv4, ipv6 } = readAddresses(endpoint, inner);
  return endpointOf({
    serviceName: readText(endpoint, 'serviceName', inner),
    ipv4,
    ipv6,
    port: readPort(endpoint, inner),
  });
}

/** What is no address is left out. */
function readAddresses(endpoint: JsonFields, place: string) {
  const first = readText(endpoint, 'ipv4', place);
  const second = readText(endpoint, 'ipv6', place);
  const mapped = mappedIpv4(second);
  const ipv4 = isIpv4(first) ? first : (mapped ?? '');
  return { ipv4, ipv6: mapped === undefined && isIpv6(second) ? second : '' };
}

function readPort(endpoint: JsonFields, place: string): number {
  const json = endpoint['port'] ?? 0;
  const port = typeof json === 'string' && /^\d{1,5}$/.test(json) ? Number(json) : json;
  const isPort = typeof port === 'number' && Number.isInteger(port);
  if (isPort && port >= 0 && port <= MAX_PORT) return port;
  throw new ZipkinDecodeError(`invalid port ${showJson(json)}`, `${place}.port`);
}
