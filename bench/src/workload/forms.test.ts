// The forms that are compared hold the same spans, so that what differs is the form.

import { SpanBatch } from '@throughline/model/batch/span-batch';
import { describe, expect, it } from 'vitest';
import { FORMS, formBodies } from './forms.ts';

const BODIES = 1;
const END_NS = 1_700_000_000_000_000_000n;

/** What a body says of each span, in its order, as far as all forms can. */
function spansOf(batch: SpanBatch): string[] {
  return Array.from({ length: batch.rowCount }, (_, row) =>
    [
      ...[batch.traceId, batch.spanId, batch.parentSpanId].map((ids) => ids.at(row).join()),
      batch.serviceNameAt(row),
      batch.name.textAt(row).toLowerCase(),
      batch.startNs.unsignedAt(row) / 1000n,
      batch.statusCode.at(row),
    ].join(' '),
  );
}

function decoded(form: (typeof FORMS)[number]): string[][] {
  return formBodies(form.name, 1, END_NS, BODIES).map(({ bytes, spanCount }) => {
    const batch = new SpanBatch();
    form.decode(bytes, batch);
    expect(batch.rowCount).toBe(spanCount);
    return spansOf(batch);
  });
}

describe('the canonical workload in every form', () => {
  const [otlp, ...others] = FORMS;
  const expected = otlp === undefined ? [] : decoded(otlp);

  it.each(others.map((form) => ({ form, title: form.title })))(
    'says the same in $title',
    ({ form }) => {
      expect(decoded(form)).toEqual(expected);
    },
  );
});
