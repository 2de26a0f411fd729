// Redaction around a decoder, and the secret of its hashes.

import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SpanBatch } from '@throughline/model/batch/span-batch';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { traceOf } from '@throughline/model/otlp/testing/full-trace';
import type { RedactionCounts } from '@throughline/model/redact/redaction-rules';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseRedactionRule } from '../config/redaction-rule.ts';
import { createRedaction } from './redaction.ts';
import { readRedactionSecret } from './redaction-secret.ts';

function redaction(secret: string, ...texts: readonly string[]) {
  const counts: RedactionCounts[] = [];
  const rules = texts.flatMap((text) => parseRedactionRule(text) ?? []);
  expect(rules).toHaveLength(texts.length);
  const redact = createRedaction({
    rules,
    secret: Buffer.from(secret),
    count: (found) => counts.push(found),
  });
  return { redact, counts };
}

const message = (value: string, spanId = 'cd'.repeat(8)) =>
  traceOf({
    traceId: 'ab'.repeat(16),
    spanId,
    attributes: [{ key: 'user', value: { stringValue: value } }],
  });

function hashOf(secret: string, value: string): unknown {
  const { redact } = redaction(secret, 'hash key user');
  const batch = new SpanBatch();
  redact((into) => decodeTracesJson(message(value), into, 0))(batch);
  return batch.attributes.at(0)[0]?.value;
}

describe('redaction', () => {
  it('hashes by the secret: the same value alike, others and other secrets apart', () => {
    expect(hashOf('one', 'jane')).toEqual({
      type: 'string',
      value: expect.stringMatching(/^hash:[0-9a-f]{32}$/),
    });
    expect(hashOf('one', 'jane')).toEqual(hashOf('one', 'jane'));
    expect(hashOf('one', 'jane')).not.toEqual(hashOf('one', 'john'));
    expect(hashOf('one', 'jane')).not.toEqual(hashOf('two', 'jane'));
  });

  it('appends behind what is there, hands on the outcome and counts', () => {
    const { redact, counts } = redaction('s', 'mask key user');
    const batch = new SpanBatch();
    decodeTracesJson(message('first'), batch, 0);
    const outcome = redact((into) => decodeTracesJson(message('second'), into, 0))(batch);
    expect(outcome).toMatchObject({ acceptedSpans: 1, rejectedSpans: 0 });
    expect(batch.rowCount).toBe(2);
    expect(batch.attributes.at(0)[0]?.value).toEqual({ type: 'string', value: 'first' });
    expect(batch.attributes.at(1)[0]?.value).toEqual({ type: 'string', value: '[redacted]' });
    expect(counts).toEqual([{ drop: 0, hash: 0, mask: 1 }]);
  });

  it('leaves nothing behind of a message that fails', () => {
    const { redact, counts } = redaction('s', 'mask key user');
    const batch = new SpanBatch();
    const broken = redact((into) => {
      decodeTracesJson(message('lost'), into, 0);
      throw new Error('cut off');
    });
    expect(() => broken(batch)).toThrow('cut off');
    expect(batch.rowCount).toBe(0);
    redact((into) => decodeTracesJson(message('kept'), into, 0))(batch);
    expect(batch.rowCount).toBe(1);
    expect(counts).toHaveLength(1);
  });
});

describe('the secret', () => {
  it('is made once, for its owner alone, and refused when it is not whole', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'throughline-secret-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'redaction.key');
    const first = await readRedactionSecret(folder);
    expect(first).toHaveLength(32);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(Buffer.from(await readRedactionSecret(folder))).toEqual(Buffer.from(first));
    writeFileSync(path, 'short');
    await expect(readRedactionSecret(folder)).rejects.toThrow(/has 5 bytes instead of 32/);
  });
});
