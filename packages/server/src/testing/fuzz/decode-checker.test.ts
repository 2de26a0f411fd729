// The canaries: decoders with one fault each, which the checker has to see.

import type { SpanBatch } from '@throughline/model/batch/span-batch';
import { OtlpDecodeError } from '@throughline/model/otlp/decode-error';
import { describe, expect, it } from 'vitest';
import { decodeExport } from '../../ingest/decode-export.ts';
import { requestJson, spanJson } from '../otlp-requests.ts';
import { DecodeChecker } from './decode-checker.ts';

const attributes = [
  { key: 'text', value: { stringValue: 'a' } },
  { key: 'flag', value: { boolValue: true } },
];
const body = Buffer.from(JSON.stringify(requestJson(spanJson('one', { attributes }))));
const cut = body.subarray(0, -1);

type Decode = typeof decodeExport;

/** Does what the decoder does and then something else, to a batch that has rows already. */
function spoiling(spoil: (batch: SpanBatch) => void): Decode {
  return (bytes, encoding, batch, receivedMs) => {
    const outcome = decodeExport(bytes, encoding, batch, receivedMs);
    spoil(batch);
    return outcome;
  };
}

function runThrough(decode: Decode, ...bodies: readonly Uint8Array[]): void {
  const checker = new DecodeChecker(decode);
  for (const one of bodies) checker.check({ body: one, encoding: 'json' });
  checker.endGroup();
}

describe('the checker', () => {
  it('takes a decoder without a fault', () => {
    expect(() => runThrough(decodeExport, body, cut, body)).not.toThrow();
  });

  it.each<[string, Decode]>([
    ['throws what no decoder may', () => JSON.parse('{')],
    [
      'counts a span that is not there',
      (...args) => ({ ...decodeExport(...args), acceptedSpans: 2 }),
    ],
    [
      'rejects spans without a reason',
      (...args) => ({ ...decodeExport(...args), rejectedSpans: 1 }),
    ],
    ['appends to one column only', spoiling((batch) => batch.kind.append(1))],
    [
      'leaves a value without its key',
      spoiling((batch) => batch.attributes.stringValues.append(body, 0, 1)),
    ],
    ['gives a row another resource', spoiling((batch) => batch.resource.values.fill(7))],
    [
      'writes what cannot be read back',
      spoiling((batch) => batch.attributes.otherValues.bytes.fill(0x7a, 1)),
    ],
  ])('sees one that %s', (_name, decode) => {
    expect(() => runThrough(decode, body)).toThrow();
  });

  it('sees a refused message that left something behind', () => {
    const decode: Decode = (bytes, encoding, batch, receivedMs) => {
      if (bytes !== cut) return decodeExport(bytes, encoding, batch, receivedMs);
      batch.name.dictionary.keys.bytes.fill(0x7a);
      throw new OtlpDecodeError('refused', 'byte 0');
    };
    expect(() => runThrough(decode, body, cut)).toThrow('without the refused messages');
  });
});
