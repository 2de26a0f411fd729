import { describe, expect, it } from 'vitest';
import { SpanBatch } from '../batch/span-batch.ts';
import { encodeTraceJson } from './json-encode.ts';
import { decodeTracesProtobuf } from './protobuf-decode.ts';
import { ProtobufWriter } from './protobuf-writer.ts';
import { fullTraceBytes } from './testing/full-trace.ts';

const TRACE = new Uint8Array(16).fill(1);
const SPAN = new Uint8Array(8).fill(2);

/** A message of spans whose fields the callbacks write. */
function spansOf(...spans: ((writer: ProtobufWriter) => void)[]): Uint8Array {
  const writer = new ProtobufWriter();
  writer.message(1, () =>
    writer.message(2, () => {
      for (const span of spans) writer.message(2, () => span(writer));
    }),
  );
  return writer.bytes();
}

function decode(bytes: Uint8Array) {
  const batch = new SpanBatch();
  const outcome = decodeTracesProtobuf(bytes, batch, 1_700_000_000_123);
  return { batch, outcome };
}

function ids(writer: ProtobufWriter): void {
  writer.bytesAlways(1, TRACE);
  writer.bytesAlways(2, SPAN);
}

describe('decodeTracesProtobuf', () => {
  it('notes when the message was taken', () => {
    const { batch, outcome } = decode(fullTraceBytes());
    expect(outcome).toEqual({ acceptedSpans: 1, rejectedSpans: 0, message: '' });
    expect(batch.receivedMs.unsignedAt(0)).toBe(1_700_000_000_123n);
  });

  it('leaves out spans without valid ids, counts and explains them', () => {
    const { batch, outcome } = decode(
      spansOf(
        (writer) => writer.bytesAlways(2, SPAN),
        ids,
        (writer) => {
          writer.bytesAlways(1, new Uint8Array(16));
          writer.bytesAlways(2, SPAN);
        },
        (writer) => {
          writer.bytesAlways(1, TRACE);
          writer.bytesAlways(2, new Uint8Array(7));
        },
      ),
    );
    expect(outcome).toMatchObject({ acceptedSpans: 1, rejectedSpans: 3 });
    expect(outcome.message).toMatch(
      /^3 spans were rejected; the first: trace id is missing \(at byte/,
    );
    expect([batch.rowCount, batch.traceId.length]).toEqual([1, 1]);
  });

  it('finds the ids behind everything else', () => {
    const { batch } = decode(
      spansOf((writer) => {
        writer.text(5, 'late ids');
        ids(writer);
      }),
    );
    expect(batch.name.textAt(0)).toBe('late ids');
    expect(batch.traceId.at(0)).toEqual(TRACE);
  });

  it('finds a resource and a scope that stand behind the spans', () => {
    const writer = new ProtobufWriter();
    writer.message(1, () => {
      writer.message(2, () => {
        writer.message(2, () => ids(writer));
        writer.text(3, 'scope-schema');
        writer.message(1, () => writer.text(1, 'late scope'));
      });
      writer.text(3, 'resource-schema');
      writer.message(1, () => writer.uint32(2, 9));
    });
    const { batch } = decode(writer.bytes());
    expect(batch.resourceAt(0)).toMatchObject({
      json: '{"droppedAttributesCount":9}',
      schemaUrl: 'resource-schema',
      serviceName: 'unknown_service',
    });
    expect(batch.scopeAt(0)).toMatchObject({ name: 'late scope', schemaUrl: 'scope-schema' });
  });

  it('keeps the first of two attributes with one key, whatever their types', () => {
    const attribute = (writer: ProtobufWriter, value: () => void) =>
      writer.message(9, () => {
        writer.text(1, 'k');
        writer.message(2, value);
      });
    const { batch } = decode(
      spansOf((writer) => {
        ids(writer);
        attribute(writer, () => writer.int64Always(3, -5n));
        attribute(writer, () => writer.textAlways(1, 'second'));
      }),
    );
    expect(batch.attributes.at(0)).toEqual([{ key: 'k', value: { type: 'int', value: -5n } }]);
  });

  it('shows bytes that are not UTF-8 as replacement characters', () => {
    const { batch } = decode(
      spansOf((writer) => {
        ids(writer);
        writer.bytesAlways(5, new Uint8Array([0x61, 0xff, 0x62]));
      }),
    );
    expect(batch.name.textAt(0)).toBe('a\ufffdb');
    expect(encodeTraceJson(batch)).toContain('"name":"a\ufffdb"');
  });

  it('refuses a field that reaches past its message, though bytes follow', () => {
    // An attribute (field 9) of 5 bytes whose key or value claims one byte more than it has.
    for (const attribute of [
      [0x0a, 0x04, 0x6b, 0x12, 0x00],
      [0x0a, 0x01, 0x6b, 0x12, 0x01],
      [0x0a, 0x00, 0x12, 0x02, 0x0a],
    ]) {
      const bytes = spansOf((writer) => {
        ids(writer);
        writer.bytesAlways(9, new Uint8Array(attribute));
        writer.text(5, 'what follows');
      });
      expect(() => decode(bytes)).toThrow(/reaches 1 bytes past its message's end/);
    }
  });

  it('takes an empty message', () => {
    expect(decode(new Uint8Array()).outcome.acceptedSpans).toBe(0);
  });
});
