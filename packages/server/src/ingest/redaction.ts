// Redaction on the way in: a message is decoded into a batch of its own and copied from there by the
// rules, so that a secret never gets into the batch that goes to disk.

import { createHmac } from 'node:crypto';
import type { AppendOutcome } from '@throughline/model/batch/append-outcome';
import { SpanBatch } from '@throughline/model/batch/span-batch';
import { createBatchRedactor } from '@throughline/model/redact/redact-batch';
import type { RedactionCounts, RedactionRules } from '@throughline/model/redact/redaction-rules';
import type { RedactionRule } from '../config/redaction-rule.ts';

/** Appends to a batch what a message says; throws when it cannot be decoded. */
export type DecodeInto = (batch: SpanBatch) => AppendOutcome;

/** Makes a decoder that leaves out what the rules forbid. */
export type Redaction = (decode: DecodeInto) => DecodeInto;

export interface RedactionOptions {
  readonly rules: readonly RedactionRule[];
  /** Of this installation; hashes of two installations cannot be compared. */
  readonly secret: Uint8Array;
  readonly count: (counts: RedactionCounts) => void;
}

/** Half of SHA-256: short to look at, and still no two values share one by chance. */
const HASH_DIGITS = 32;

export function createRedaction({ rules, secret, count }: RedactionOptions): Redaction {
  const redactor = createBatchRedactor(toRules(rules, secret));
  const scratch = new SpanBatch();
  return (decode) => (batch) => {
    try {
      const outcome = decode(scratch);
      count(redactor.copy(scratch, batch));
      return outcome;
    } finally {
      scratch.clear();
    }
  };
}

function toRules(rules: readonly RedactionRule[], secret: Uint8Array): RedactionRules {
  return {
    keys: rules.flatMap((rule) => (rule.subject === 'key' ? [rule.rule] : [])),
    values: rules.flatMap((rule) => (rule.subject === 'value' ? [rule.rule] : [])),
    hash(text) {
      const digest = createHmac('sha256', secret).update(text).digest('hex');
      return `hash:${digest.slice(0, HASH_DIGITS)}`;
    },
  };
}
