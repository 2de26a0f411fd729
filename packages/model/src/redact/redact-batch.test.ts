// Whole batches through the rules: what a rule names is gone from every place a span has for it, and
// everything else comes through as it was.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SpanBatch } from '../batch/span-batch.ts';
import { decodeTracesJson } from '../otlp/json-decode.ts';
import { encodeTraceJson } from '../otlp/json-encode.ts';
import { arbitraryTraces, type JsonObject } from '../otlp/testing/arbitrary-traces.ts';
import { batchOf, FULL_TRACE } from '../otlp/testing/full-trace.ts';
import { keyGlob } from './key-glob.ts';
import { createBatchRedactor } from './redact-batch.ts';
import type { KeyAction, RedactionRules, TextFinder, ValueAction } from './redaction-rules.ts';

const find =
  (secret: string): TextFinder =>
  (text) => {
    const start = text.indexOf(secret);
    return start < 0 ? [] : [{ start, end: start + secret.length }];
  };

const key = (action: KeyAction, pattern: string) => ({ action, matches: keyGlob(pattern) });
const value = (action: ValueAction, secret: string) => ({ action, find: find(secret) });

function rules(...list: readonly (ReturnType<typeof key> | ReturnType<typeof value>)[]) {
  return {
    keys: list.filter((rule) => 'matches' in rule),
    values: list.filter((rule) => 'find' in rule),
    hash: (text: string) => `hash(${text.length})`,
  } satisfies RedactionRules;
}

const text = (name: string, stringValue: string) => ({ key: name, value: { stringValue } });

/** One span with these fields; everything around it is the least there can be. */
function message(span: JsonObject, resource: readonly unknown[] = []): JsonObject {
  const ids = { traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8) };
  const scope = { name: 'scope', attributes: resource };
  const scopeSpans = [{ scope, spans: [{ ...ids, ...span }] }];
  return { resourceSpans: [{ resource: { attributes: resource }, scopeSpans }] };
}

function redact(traces: JsonObject, by: RedactionRules) {
  const target = new SpanBatch();
  const counts = createBatchRedactor(by).copy(batchOf(traces), target);
  const [resourceSpans] = JSON.parse(encodeTraceJson(target)).resourceSpans;
  const [scopeSpans] = resourceSpans.scopeSpans;
  const attributes = scopeSpans.spans[0].attributes ?? [];
  return { target, counts, resourceSpans, scopeSpans, span: scopeSpans.spans[0], attributes };
}

describe('rules about keys', () => {
  const attributes = [
    text('password', 'hunter2'),
    { key: 'pin', value: { intValue: '1234' } },
    { key: 'ratio', value: { doubleValue: 0.5 } },
    { key: 'flags', value: { boolValue: true } },
    text('user', 'jane'),
  ];

  it('drop, hash and mask values of every type; the first that matches decides', () => {
    const result = redact(
      message({ attributes }),
      rules(key('drop', 'PASS*'), key('hash', 'user'), key('mask', 'user'), key('mask', '*i*')),
    );
    expect(result.attributes).toEqual([
      text('user', 'hash(4)'),
      text('pin', '[redacted]'),
      text('ratio', '[redacted]'),
      { key: 'flags', value: { boolValue: true } },
    ]);
    expect(result.counts).toEqual({ drop: 1, hash: 1, mask: 2 });
  });

  it('leave alone what an earlier rule keeps, but not from rules about values', () => {
    const result = redact(
      message({ attributes: [text('token.count', '12'), text('token', 'abc')] }),
      rules(key('keep', 'token.count'), key('mask', '*token*'), value('mask', '2')),
    );
    expect(result.attributes).toEqual([
      text('token.count', '1[redacted]'),
      text('token', '[redacted]'),
    ]);
  });

  it('reach resources, scopes, events, links, and maps inside of values', () => {
    const secret = [text('secret', 'hunter2'), text('other', 'x')];
    const inner = { kvlistValue: { values: secret } };
    const result = redact(
      message(
        {
          attributes: [{ key: 'map', value: inner }],
          events: [{ name: 'e', attributes: secret }],
          links: [{ traceId: 'ef'.repeat(16), spanId: 'ef'.repeat(8), attributes: secret }],
        },
        secret,
      ),
      rules(key('drop', 'secret')),
    );
    const left = [text('other', 'x')];
    expect(result.resourceSpans.resource.attributes).toEqual(left);
    expect(result.scopeSpans.scope.attributes).toEqual(left);
    expect(result.span.events[0].attributes).toEqual(left);
    expect(result.span.links[0].attributes).toEqual(left);
    expect(result.attributes).toEqual([{ key: 'map', value: { kvlistValue: { values: left } } }]);
    expect(result.counts.drop).toBe(5);
  });
});

describe('rules about values', () => {
  it('reach names, status message, events, and every text inside of values', () => {
    const list = { arrayValue: { values: [{ stringValue: 'an s3cret' }, { intValue: '1' }] } };
    const result = redact(
      message({
        name: 'GET /s3cret',
        status: { code: 2, message: 'bad s3cret!' },
        attributes: [text('a', 'the s3cret here'), { key: 'list', value: list }],
        events: [{ name: 's3cret', attributes: [text('exception.message', 'no s3cret')] }],
      }),
      rules(value('mask', 's3cret')),
    );
    expect(JSON.stringify(result.resourceSpans)).not.toContain('s3cret');
    expect(result.span.name).toBe('GET /[redacted]');
    expect(result.span.status.message).toBe('bad [redacted]!');
    expect(result.attributes[0]).toEqual(text('a', 'the [redacted] here'));
    expect(result.counts).toEqual({ drop: 0, hash: 0, mask: 6 });
  });

  it('leave nothing of a secret in what the target keeps beside its rows', () => {
    const traces = message({ name: 's3cret', attributes: [text('a', 's3cret')] }, [
      text('r', 's3cret'),
    ]);
    const { target } = redact(traces, rules(value('mask', 's3cret')));
    const kept = JSON.stringify([
      target.resources.entries.map(({ json }) => json),
      target.scopes.entries.map(({ json }) => json),
      Array.from({ length: target.name.dictionary.size }, (_, code) =>
        target.name.dictionary.textOf(code),
      ),
    ]);
    expect(kept).not.toContain('s3cret');
    expect(kept).toContain('[redacted]');
  });

  it('drop an attribute, and mask a name that has to be there', () => {
    const result = redact(
      message({ name: 'a s3cret', attributes: [text('a', 's3cret'), text('b', 'x')] }),
      rules(value('drop', 's3cret')),
    );
    expect(result.attributes).toEqual([text('b', 'x')]);
    expect(result.span.name).toBe('[redacted]');
  });

  it('look into integers of nine digits and more', () => {
    const ints = ['123456789', '-123456789', '12345678', '9007199254740993123'];
    const attributes = ints.map((intValue, at) => ({ key: `k${at}`, value: { intValue } }));
    const all = (secret: string): TextFinder => find(secret);
    const by = {
      ...rules(),
      values: ints.map((secret) => ({ action: 'mask' as const, find: all(secret) })),
    };
    expect(redact(message({ attributes }), by).attributes).toEqual([
      text('k0', '[redacted]'),
      text('k1', '[redacted]'),
      text('k3', '[redacted]'),
      { key: 'k2', value: { intValue: '12345678' } },
    ]);
  });

  it('replace once what two of them find, by the first', () => {
    const result = redact(
      message({ attributes: [text('a', '-bcdef-')] }),
      rules(value('hash', 'cde'), value('mask', 'bcd'), value('mask', 'f')),
    );
    expect(result.attributes).toEqual([text('a', '-hash(4)[redacted]-')]);
    expect(result.counts).toEqual({ drop: 0, hash: 1, mask: 1 });
  });

  it('count a value each time it comes', () => {
    const redactor = createBatchRedactor(rules(value('mask', 's3cret')));
    const traces = message({ name: 's3cret', attributes: [text('a', 's3cret')] });
    const target = new SpanBatch();
    expect(redactor.copy(batchOf(traces), target).mask).toBe(2);
    expect(redactor.copy(batchOf(traces), target).mask).toBe(2);
    expect(target.rowCount).toBe(2);
  });
});

describe('without anything to find', () => {
  const nothing = rules(key('drop', 'no such key'), value('mask', 'no such text'));

  it('everything comes through', () => {
    const { target, counts } = redact(FULL_TRACE, nothing);
    expect(encodeTraceJson(target)).toBe(encodeTraceJson(batchOf(FULL_TRACE)));
    expect(counts).toEqual({ drop: 0, hash: 0, mask: 0 });
  });

  it('any message comes through, behind others, from a batch that is used again', () => {
    const redactor = createBatchRedactor(nothing);
    const scratch = new SpanBatch();
    const target = new SpanBatch();
    const plain = new SpanBatch();
    fc.assert(
      fc.property(arbitraryTraces, (traces) => {
        decodeTracesJson(traces, scratch, 7);
        redactor.copy(scratch, target);
        scratch.clear();
        decodeTracesJson(traces, plain, 7);
        expect(encodeTraceJson(target)).toBe(encodeTraceJson(plain));
        expect(target.receivedMs.bytes()).toEqual(plain.receivedMs.bytes());
        target.clear();
        plain.clear();
      }),
    );
  });
});
