import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OtlpDecodeError } from '../otlp/decode-error.ts';
import { ProtobufWriter } from '../otlp/protobuf-writer.ts';
import { decodeMessage } from './decode-message.ts';
import { encodeMessageProtobuf } from './encode-message-protobuf.ts';
import { QUERY_RANGE_REQUEST, SEARCH_REQUEST } from './messages.ts';

it('reads back what a client writes', () => {
  const search = {
    tags: new Map([
      ['service.name', 'shop'],
      ['empty', ''],
    ]),
    minDurationMs: 5,
    limit: 4_294_967_295,
    query: '{ .é = "x" }',
  };
  expect(decodeMessage(SEARCH_REQUEST, encodeMessageProtobuf(SEARCH_REQUEST, search))).toEqual(
    search,
  );
  const range = { query: '{} | rate()', start: 2n ** 63n, end: 2n ** 64n - 1n, instant: true };
  expect(
    decodeMessage(QUERY_RANGE_REQUEST, encodeMessageProtobuf(QUERY_RANGE_REQUEST, range)),
  ).toEqual(range);
});

it('passes over what it does not know and takes the last of what comes twice', () => {
  const writer = new ProtobufWriter();
  writer.text(8, 'first');
  writer.bytesAlways(10, Uint8Array.of(8, 1));
  writer.uint32Always(8, 7);
  writer.text(8, 'second');
  expect(decodeMessage(SEARCH_REQUEST, writer.bytes())).toEqual({ query: 'second' });
});

it('refuses any other bytes with one kind of error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      try {
        decodeMessage(SEARCH_REQUEST, bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(OtlpDecodeError);
      }
    }),
  );
});

it('names the byte at which a message breaks off', () => {
  expect(() => decodeMessage(SEARCH_REQUEST, Uint8Array.of(0x42, 5, 0x61))).toThrow(
    'field of 5 bytes reaches 4 bytes past its message',
  );
});
