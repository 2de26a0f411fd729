// Messages of Jaeger's QueryService, api_v2 and api_v3, other than spans: requests from protobuf, answers to it.
// Field numbers: jaeger-idl, query.proto and query_service.proto.

import { ProtobufWriter } from '../otlp/protobuf-writer.ts';
import { type MessageFields, readFields } from '../otlp/read-fields.ts';

export interface JaegerSearchMessage {
  /** Empty: of any. */
  readonly service: string;
  readonly operation: string;
  readonly tags: ReadonlyMap<string, string>;
  /** undefined: not said. */
  readonly startNs: bigint | undefined;
  readonly endNs: bigint | undefined;
  readonly minDurationNs: bigint | undefined;
  readonly maxDurationNs: bigint | undefined;
  readonly limit: number;
  readonly isRaw: boolean;
  /** Of api_v3: a structured filter, which is not read. */
  readonly hasFilter: boolean;
}

/** FindTracesRequest of both APIs; undefined when it has no query. */
export function decodeJaegerSearch(bytes: Uint8Array): JaegerSearchMessage | undefined {
  const query = readFields(bytes).message(1);
  if (query === undefined) return undefined;
  return {
    service: query.text(1),
    operation: query.text(2),
    tags: query.entries(3),
    startNs: nanoseconds(query.message(4)),
    endNs: nanoseconds(query.message(5)),
    minDurationNs: nanoseconds(query.message(6)),
    maxDurationNs: nanoseconds(query.message(7)),
    limit: Number(BigInt.asIntN(32, query.integer(8))),
    isRaw: query.integer(9) !== 0n,
    hasFilter: query.bytes(10) !== undefined,
  };
}

const NS_PER_SECOND = 1_000_000_000n;

/** What Go's `time.Time{}` is as a Timestamp: a time that nobody set. */
const ZERO_TIME_SECONDS = -62_135_596_800n;

/** Of a Timestamp or a Duration; undefined: not set. */
function nanoseconds(message: MessageFields | undefined): bigint | undefined {
  if (message === undefined) return undefined;
  const seconds = message.integer(1);
  const nanos = message.integer(2);
  const isUnset = seconds === ZERO_TIME_SECONDS || (seconds === 0n && nanos === 0n);
  return isUnset ? undefined : seconds * NS_PER_SECOND + nanos;
}

export interface JaegerTraceMessage {
  /** Of api_v2: 8 or 16 bytes. */
  readonly traceId: Uint8Array;
  /** Of api_v3: hex. */
  readonly traceIdText: string;
  readonly isRaw: boolean;
}

/** GetTraceRequest of both APIs, and ArchiveTraceRequest. */
export function decodeJaegerTraceRequest(bytes: Uint8Array): JaegerTraceMessage {
  const fields = readFields(bytes);
  return {
    traceId: fields.bytes(1) ?? new Uint8Array(),
    traceIdText: fields.text(1),
    isRaw: fields.integer(4) !== 0n,
  };
}

export interface JaegerRangeMessage {
  readonly startNs: bigint | undefined;
  readonly endNs: bigint | undefined;
}

/** GetDependenciesRequest of both APIs. */
export function decodeJaegerRange(bytes: Uint8Array): JaegerRangeMessage {
  const fields = readFields(bytes);
  return { startNs: nanoseconds(fields.message(1)), endNs: nanoseconds(fields.message(2)) };
}

export interface JaegerOperationsMessage {
  readonly service: string;
  /** Empty: of all kinds. */
  readonly spanKind: string;
}

/** GetOperationsRequest of both APIs. */
export function decodeJaegerOperations(bytes: Uint8Array): JaegerOperationsMessage {
  const fields = readFields(bytes);
  return { service: fields.text(1), spanKind: fields.text(2) };
}

/** GetServicesResponse of both APIs. */
export function encodeJaegerServices(services: readonly string[]): Uint8Array {
  return written((writer) => {
    for (const service of services) writer.textAlways(1, service);
  });
}

interface Operation {
  readonly name: string;
  readonly spanKind: string;
}

/** GetOperationsResponse of api_v2, which has the names by themselves, too. */
export function encodeJaegerOperationsV2(operations: readonly Operation[]): Uint8Array {
  return written((writer) => {
    for (const name of new Set(operations.map((operation) => operation.name))) {
      writer.textAlways(1, name);
    }
    writeOperations(writer, 2, operations);
  });
}

export function encodeJaegerOperationsV3(operations: readonly Operation[]): Uint8Array {
  return written((writer) => writeOperations(writer, 1, operations));
}

function writeOperations(
  writer: ProtobufWriter,
  field: number,
  operations: readonly Operation[],
): void {
  for (const { name, spanKind } of operations) {
    writer.message(field, () => {
      writer.text(1, name);
      writer.text(2, spanKind);
    });
  }
}

interface DependencyLink {
  readonly parent: string;
  readonly child: string;
  readonly callCount: number;
}

/** The answer to GetDependencies of both APIs. */
export function encodeJaegerDependencies(links: readonly DependencyLink[]): Uint8Array {
  return written((writer) => {
    for (const { parent, child, callCount } of links) {
      writer.message(1, () => {
        writer.text(1, parent);
        writer.text(2, child);
        writer.int64Always(3, BigInt(callCount));
      });
    }
  });
}

interface SummaryCounts {
  readonly spanCount: number;
  readonly errorSpanCount: number;
}

export interface JaegerTraceSummary extends SummaryCounts {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /** Of the earliest span without a parent; empty when it has not arrived. */
  readonly rootServiceName: string;
  readonly rootOperationName: string;
  readonly minStartNs: bigint;
  readonly maxEndNs: bigint;
  /** Whose parent has not arrived. */
  readonly orphanSpanCount: number;
  /** By name. */
  readonly services: readonly (SummaryCounts & { readonly name: string })[];
}

/** One message of FindTraceSummaries of api_v3. */
export function encodeJaegerSummary(summary: JaegerTraceSummary): Uint8Array {
  return written((writer) => {
    writer.message(1, () => {
      writer.text(1, summary.traceId);
      writer.text(2, summary.rootServiceName);
      writer.text(3, summary.rootOperationName);
      writeFixed64(writer, 4, summary.minStartNs);
      writeFixed64(writer, 5, summary.maxEndNs);
      writer.uint32(6, summary.spanCount);
      writer.uint32(7, summary.errorSpanCount);
      writer.uint32(8, summary.orphanSpanCount);
      for (const { name, spanCount, errorSpanCount } of summary.services) {
        writer.message(9, () => {
          writer.text(1, name);
          writer.uint32(2, spanCount);
          writer.uint32(3, errorSpanCount);
        });
      }
    });
  });
}

function writeFixed64(writer: ProtobufWriter, field: number, value: bigint): void {
  writer.fixed64(field, Number(value & 0xffff_ffffn), Number(value >> 32n));
}

/** The bytes are the caller's. */
function written(write: (writer: ProtobufWriter) => void): Uint8Array {
  const writer = new ProtobufWriter();
  write(writer);
  return writer.bytes().slice();
}
