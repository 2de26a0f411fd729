import { SpanBatch } from '@throughline/model/batch/span-batch';
import { encodeTraceJson } from '@throughline/model/otlp/json-encode';
import { encodeZipkinJson } from '@throughline/model/zipkin/json-encode';
import { describe, expect, it } from 'vitest';
import { BODY_FORMS, CLIENT_BODIES, expectationPath, readClientBody } from './client-bodies.ts';

/** Any time of receipt will do. */
const RECEIVED_MS = 1_700_000_000_000;

describe('what real clients sent', () => {
  it.each(CLIENT_BODIES)('%s says what is written beside it', async (path, form) => {
    const batch = new SpanBatch();
    const outcome = BODY_FORMS[form](readClientBody(path), batch, RECEIVED_MS);
    expect(outcome.rejectedSpans).toBe(0);
    const json = `${JSON.stringify(JSON.parse(encodeTraceJson(batch)), null, 2)}\n`;
    await expect(json).toMatchFileSnapshot(expectationPath(path));
  });

  const V2_JSON = CLIENT_BODIES.filter(([, form]) => form === 'zipkinV2Json');

  it.each(V2_JSON)('%s comes back as it was, but for what is named twice', (path) => {
    const body = readClientBody(path);
    const batch = new SpanBatch();
    BODY_FORMS.zipkinV2Json(body, batch, RECEIVED_MS);
    const sent = JSON.parse(new TextDecoder().decode(body)).map(withoutDoubles);
    expect(JSON.parse(encodeZipkinJson(batch))).toEqual(sent);
  });
});

interface Sent {
  readonly name: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** The service's name as a tag, and the old names of the scope, are told at the span and by new names. */
function withoutDoubles(span: Sent): unknown {
  const doubles = ['service.name', 'otel.library.name', 'otel.library.version'];
  const tags = Object.entries(span.tags ?? {}).filter(([key]) => !doubles.includes(key));
  return {
    ...span,
    name: span.name.toLowerCase(),
    ...(span.tags === undefined ? {} : { tags: Object.fromEntries(tags) }),
  };
}
