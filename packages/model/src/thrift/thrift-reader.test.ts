import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8ToText } from '../base/utf8.ts';
import { ThriftBinaryReader } from './binary-reader.ts';
import { ThriftCompactReader } from './compact-reader.ts';
import {
  type ThriftFields,
  type ThriftProtocol,
  type ThriftType,
  type ThriftValue,
  writeList,
  writeMessage,
  writeStruct,
} from './testing/thrift-writer.ts';
import { MAX_THRIFT_DEPTH, type ThriftReader } from './thrift-reader.ts';
import { THRIFT, THRIFT_MESSAGE } from './thrift-types.ts';

const PROTOCOLS: readonly ThriftProtocol[] = ['binary', 'compact'];

function readerOf(protocol: ThriftProtocol, bytes: Uint8Array): ThriftReader {
  return protocol === 'binary' ? new ThriftBinaryReader(bytes) : new ThriftCompactReader(bytes);
}

/** Reads everything by what the bytes themselves say. */
function readFields(reader: ThriftReader): unknown {
  const fields: unknown[] = [];
  reader.struct((id, type) => {
    fields.push([id, readValue(reader, type)]);
    return true;
  });
  return fields;
}

function signed(reader: ThriftReader): bigint {
  return BigInt.asIntN(64, (BigInt(reader.high) << 32n) | BigInt(reader.low));
}

function readValue(reader: ThriftReader, type: number): unknown {
  switch (type) {
    case THRIFT.bool:
      return reader.bool();
    case THRIFT.i16:
      return reader.i16();
    case THRIFT.i32:
      return reader.i32();
    case THRIFT.i64:
      reader.i64();
      return signed(reader);
    case THRIFT.double:
      reader.double();
      return new Float64Array(Uint32Array.of(reader.low, reader.high).buffer)[0];
    case THRIFT.string:
      reader.binary();
      return utf8ToText(reader.bytes, reader.start, reader.end);
    case THRIFT.struct:
      return readFields(reader);
    case THRIFT.list: {
      const count = reader.listBegin();
      const { elementType } = reader;
      return Array.from({ length: count }, () => readValue(reader, elementType));
    }
    default:
      throw new Error(`type ${type}`);
  }
}

/** What `readFields` must give for what was written. */
function expected(value: ThriftValue): unknown {
  if (value.type === 'struct') return expectedFields(value.value);
  if (value.type === 'list') return value.value.map(expected);
  return value.value;
}

function expectedFields(fields: ThriftFields): unknown {
  return fields.flatMap(([id, value]) => (value === undefined ? [] : [[id, expected(value)]]));
}

const plain: Readonly<
  Record<'bool' | 'i16' | 'i32' | 'i64' | 'double' | 'string', fc.Arbitrary<ThriftValue>>
> = {
  bool: fc.boolean().map((value) => ({ type: 'bool', value })),
  i16: fc.integer({ min: -32768, max: 32767 }).map((value) => ({ type: 'i16', value })),
  i32: fc.integer().map((value) => ({ type: 'i32', value })),
  i64: fc
    .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
    .map((value) => ({ type: 'i64', value })),
  double: fc.double().map((value) => ({ type: 'double', value })),
  string: fc
    .string({ unit: 'grapheme', maxLength: 40 })
    .map((value) => ({ type: 'string', value })),
};

const ids = fc.integer({ min: 1, max: 32767 });

const { fields } = fc.letrec<{ fields: ThriftFields; value: ThriftValue }>((tie) => ({
  fields: fc.uniqueArray(fc.tuple(ids, tie('value')), { maxLength: 5, selector: ([id]) => id }),
  value: fc.oneof(
    { maxDepth: 4 },
    ...Object.values(plain),
    tie('fields').map((value) => ({ type: 'struct' as const, value })),
    fc
      .constantFrom(...(Object.keys(plain) as (keyof typeof plain)[]))
      .chain((of) =>
        fc
          .array(plain[of], { maxLength: 20 })
          .map((value) => ({ type: 'list' as const, of: of as ThriftType, value })),
      ),
  ),
}));

describe.each(PROTOCOLS)('thrift %s', (protocol) => {
  it('reads what was written, and passes over all of it', () => {
    fc.assert(
      fc.property(fields, (written) => {
        const bytes = writeStruct(protocol, written);
        expect(readFields(readerOf(protocol, bytes))).toEqual(expectedFields(written));
        const passing = readerOf(protocol, bytes);
        passing.skip(THRIFT.struct);
        expect(passing.position).toBe(bytes.length);
      }),
    );
  });

  it('reads a field behind one that was passed over', () => {
    const inner: ThriftFields = [
      [3, { type: 'bool', value: true }],
      [
        9,
        {
          type: 'list',
          of: 'struct',
          value: [{ type: 'struct', value: [[7, { type: 'i32', value: 1 }]] }],
        },
      ],
    ];
    const bytes = writeStruct(protocol, [
      [2, { type: 'struct', value: inner }],
      [4, { type: 'i64', value: -5n }],
    ]);
    const reader = readerOf(protocol, bytes);
    const seen: unknown[] = [];
    reader.struct((id, type) => {
      if (id !== 4) return false;
      seen.push(id, readValue(reader, type));
      return true;
    });
    expect(seen).toEqual([4, -5n]);
  });

  it('reads the name and type of a message', () => {
    const bytes = writeMessage(protocol, {
      name: 'emitBatch',
      type: THRIFT_MESSAGE.oneway,
      fields: [],
    });
    const reader = readerOf(protocol, bytes);
    expect(reader.messageBegin()).toEqual({ name: 'emitBatch', type: 4 });
    expect(readFields(reader)).toEqual([]);
    expect(reader.position).toBe(bytes.length);
  });

  it.each([0, 1, 14, 15, 300])('reads a list of %i elements', (length) => {
    const value = Array.from(
      { length },
      (_, at): ThriftValue => ({ type: 'i32', value: at - 150 }),
    );
    const reader = readerOf(protocol, writeList(protocol, { type: 'list', of: 'i32', value }));
    expect(readValue(reader, THRIFT.list)).toEqual(value.map((item) => item.value));
  });

  it('refuses what nests without end', () => {
    const nested = (depth: number): ThriftFields =>
      depth === 0 ? [] : [[1, { type: 'struct', value: nested(depth - 1) }]];
    const passing = readerOf(protocol, writeStruct(protocol, nested(MAX_THRIFT_DEPTH - 1)));
    passing.skip(THRIFT.struct);
    const bytes = writeStruct(protocol, nested(MAX_THRIFT_DEPTH));
    expect(() => readerOf(protocol, bytes).skip(THRIFT.struct)).toThrow(
      'structures are nested deeper than 32 levels',
    );
  });

  it('refuses whatever ends too early', () => {
    const bytes = writeStruct(protocol, [
      [1, { type: 'string', value: 'checkout' }],
      [2, { type: 'list', of: 'double', value: [{ type: 'double', value: 1 }] }],
    ]);
    for (let length = 0; length < bytes.length; length++) {
      expect(() => readerOf(protocol, bytes.slice(0, length)).skip(THRIFT.struct)).toThrow(
        'at byte',
      );
    }
  });

  it('refuses a type that does not exist', () => {
    const bytes = Uint8Array.of(protocol === 'binary' ? 99 : 0x1e, 0, 1);
    expect(() => readerOf(protocol, bytes).skip(THRIFT.struct)).toThrow('thrift type');
  });
});

describe('sizes that lie', () => {
  it('refuses a list that is longer than the message', () => {
    const list = Uint8Array.of(12, 0x7f, 0xff, 0xff, 0xff);
    expect(() => new ThriftBinaryReader(list).listBegin()).toThrow('2147483647 elements');
    const compact = Uint8Array.of(0xfc, 0xff, 0xff, 0xff, 0xff, 0x0f);
    expect(() => new ThriftCompactReader(compact).listBegin()).toThrow('4294967295 elements');
  });

  it('refuses a text of negative length', () => {
    const text = Uint8Array.of(0xff, 0xff, 0xff, 0xff);
    expect(() => new ThriftBinaryReader(text).binary()).toThrow('-1 bytes');
  });

  it('refuses more items than bytes can hold', () => {
    const reader = new ThriftBinaryReader(new Uint8Array(160));
    for (let item = 0; item < 10_010; item++) reader.countItem();
    expect(() => reader.countItem()).toThrow('more logs, references and tags');
  });
});

describe('old messages without a version', () => {
  it('are read too', () => {
    const name = [...'emitBatch'].map((letter) => letter.charCodeAt(0));
    const bytes = Uint8Array.of(0, 0, 0, 9, ...name, 1, 0, 0, 0, 7, 0);
    expect(new ThriftBinaryReader(bytes).messageBegin()).toEqual({ name: 'emitBatch', type: 1 });
  });

  it('are not mistaken for other versions', () => {
    const bytes = Uint8Array.of(0x80, 0x02, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0);
    expect(() => new ThriftBinaryReader(bytes).messageBegin()).toThrow(
      `this is no thrift message (at byte 4)`,
    );
  });
});
