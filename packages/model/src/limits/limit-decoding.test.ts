// Every limit by a message that exceeds it: what stays, what the span says of it, what is counted, and that
// other spans are as they were.

import { describe, expect, it } from 'vitest';
import { SpanBatch } from '../batch/span-batch.ts';
import { FuzzRandom } from '../fuzz/fuzz-random.ts';
import { generateTraces } from '../fuzz/generate-traces.ts';
import { decodeTracesJson } from '../otlp/json-decode.ts';
import { encodeTraceJson } from '../otlp/json-encode.ts';
import { decodeTracesProtobuf } from '../otlp/protobuf-decode.ts';
import { encodeTraceProtobuf } from '../otlp/protobuf-encode.ts';
import { traceOf } from '../otlp/testing/full-trace.ts';
import { TRUNCATED_KEY } from './apply-limits.ts';
import { limitDecoding } from './limit-decoding.ts';
import { DEFAULT_SPAN_LIMITS, noneLimited, type SpanLimits } from './span-limits.ts';

const SMALL: SpanLimits = {
  maxSpansPerRequest: 3,
  maxAttributesPerSpan: 2,
  maxValueBytes: 100,
  maxEventsPerSpan: 2,
  maxLinksPerSpan: 2,
  maxNameBytes: 10,
};

const IDS = { traceId: '01'.repeat(16), spanId: '02'.repeat(8) };

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

/** As it is read again, with its fields. */
type Span = Record<string, unknown> & { attributes?: { key: string; value: unknown }[] };

function limited(limits: SpanLimits, ...spans: readonly object[]) {
  const batch = new SpanBatch();
  const before = traceOf({ ...IDS, name: 'before', attributes: [text('a', 'x'.repeat(300))] });
  decodeTracesJson(before, batch, 0);
  const result = limitDecoding(batch, limits, () =>
    decodeTracesJson(traceOf(...spans.map((span) => ({ ...IDS, ...span }))), batch, 0),
  );
  const json = JSON.parse(encodeTraceJson(batch));
  const [first, ...stored] = json.resourceSpans[0].scopeSpans[0].spans as Span[];
  // What was there before is none of a message's business.
  expect(first?.attributes?.[0]?.value).toEqual({ stringValue: 'x'.repeat(300) });
  return { ...result, stored };
}

function markOf(span: Span | undefined): unknown {
  return span?.attributes?.find(({ key }) => key === TRUNCATED_KEY)?.value;
}

describe('within the limits', () => {
  it('nothing is touched and nothing counted', () => {
    const span = { name: '0123456789', attributes: [text('a', 'x'.repeat(100)), text('b', '')] };
    const { limited: counts, stored } = limited(SMALL, span);
    expect(counts).toBeUndefined();
    expect(stored).toMatchObject([span]);
  });

  it('by default: what agents, wide events and long streams send', () => {
    const span = {
      name: 'SELECT '.repeat(500),
      attributes: [
        text('gen_ai.prompt', 'word '.repeat(200_000)),
        ...Array.from({ length: 1000 }, (_, at) => text(`key${at}`, 'value')),
      ],
      events: Array.from({ length: 1000 }, () => ({ name: 'message' })),
    };
    expect(limited(DEFAULT_SPAN_LIMITS, span).limited).toBeUndefined();
  });
});

describe('too many', () => {
  it('attributes: numbers stay first, the dropped count grows', () => {
    const attributes = [text('a', '1'), text('b', '2'), { key: 'n', value: { intValue: '7' } }];
    const { limited: counts, stored } = limited(SMALL, { attributes, droppedAttributesCount: 4 });
    expect(stored).toMatchObject([
      {
        attributes: [
          { key: TRUNCATED_KEY, value: { stringValue: 'attributes (3)' } },
          text('a', '1'),
          { key: 'n', value: { intValue: '7' } },
        ],
        droppedAttributesCount: 5,
      },
    ]);
    expect(counts).toEqual({ ...noneLimited(), attributes: 1 });
  });

  it('events and links: the first ones stay', () => {
    const events = ['1', '2', '3', '4'].map((name) => ({ timeUnixNano: '1', name }));
    const links = ['1', '2', '3'].map((state) => ({ ...IDS, traceState: state }));
    const { limited: counts, stored } = limited(
      SMALL,
      { events, links },
      { events: events.slice(2) },
    );
    expect(stored).toMatchObject([
      {
        events: events.slice(0, 2),
        droppedEventsCount: 2,
        links: links.slice(0, 2),
        droppedLinksCount: 1,
      },
      { events: events.slice(2) },
    ]);
    expect(markOf(stored[0])).toEqual({ stringValue: 'events (4); links (3)' });
    expect(markOf(stored[1])).toBeUndefined();
    expect(counts).toEqual({ ...noneLimited(), events: 2, links: 1 });
  });

  it('attributes of an event and of a link: their own dropped count grows', () => {
    const attributes = [text('a', ''), text('b', ''), text('c', '')];
    const { limited: counts, stored } = limited(SMALL, {
      events: [{ name: 'log', attributes }],
      links: [{ ...IDS, attributes, droppedAttributesCount: 1 }],
    });
    expect(stored).toMatchObject([
      {
        events: [{ attributes: attributes.slice(0, 2), droppedAttributesCount: 1 }],
        links: [{ attributes: attributes.slice(0, 2), droppedAttributesCount: 2 }],
      },
    ]);
    expect(markOf(stored[0])).toEqual({
      stringValue: 'event log: attributes (3); link: attributes (3)',
    });
    expect(counts).toEqual({ ...noneLimited(), attributes: 2 });
  });

  it('spans: the first ones stay, the others are rejected with a reason', () => {
    const spans = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name }));
    const { outcome, limited: counts, stored } = limited(SMALL, ...spans);
    expect(stored.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(outcome).toEqual({
      acceptedSpans: 3,
      rejectedSpans: 2,
      message: '2 spans were rejected: one request may have 3',
    });
    expect(counts).toEqual({ ...noneLimited(), spans: 2 });
  });

  it('spans, some of them invalid: both reasons are told', () => {
    const { outcome } = limited(SMALL, { spanId: '' }, {}, {}, {}, {});
    expect(outcome).toMatchObject({ acceptedSpans: 3, rejectedSpans: 2 });
    expect(outcome.message).toMatch(/one request may have 3; 1 spans were rejected; the first: /);
  });
});

describe('too long', () => {
  it('a text is cut behind a whole character', () => {
    const { limited: counts, stored } = limited(SMALL, {
      attributes: [text('a', `${'x'.repeat(98)}ü🜁`)],
    });
    expect(stored).toMatchObject([
      {
        attributes: [
          { key: TRUNCATED_KEY, value: { stringValue: 'a (104 bytes)' } },
          text('a', `${'x'.repeat(98)}ü`),
        ],
      },
    ]);
    expect(stored[0]).not.toHaveProperty('droppedAttributesCount');
    expect(counts).toEqual({ ...noneLimited(), value: 1 });
  });

  it('bytes and lists keep their type', () => {
    const values = Array.from({ length: 50 }, (_, at) => ({ intValue: String(at) }));
    const { stored } = limited(
      SMALL,
      { attributes: [{ key: 'b', value: { bytesValue: 'AAAA'.repeat(100) } }] },
      { attributes: [{ key: 'l', value: { arrayValue: { values } } }] },
      {
        attributes: [
          { key: 'm', value: { kvlistValue: { values: [text('k', 'y'.repeat(500))] } } },
        ],
      },
    );
    const [bytes, list, map] = stored.map((span) => span.attributes?.[1]?.value);
    expect(bytes).toEqual({ bytesValue: 'AAAA'.repeat(25) });
    expect(list).toEqual({ arrayValue: { values: values.slice(0, 2) } });
    expect(JSON.stringify(map)).toMatch(/"key":"k","value":\{"stringValue":"y+"/);
    expect(stored.map(markOf)).toEqual(
      ['b', 'l', 'm'].map((key) => ({
        stringValue: expect.stringMatching(new RegExp(`^${key} \\(\\d+ bytes\\)$`)),
      })),
    );
  });

  it('values of events and links, and a status message', () => {
    const attributes = [text('stack', 'z'.repeat(200))];
    const { limited: counts, stored } = limited(SMALL, {
      events: [{ name: 'exception', attributes }],
      links: [{ ...IDS, attributes }],
      status: { message: 'm'.repeat(101) },
    });
    const cut = [text('stack', 'z'.repeat(100))];
    expect(stored).toMatchObject([
      {
        events: [{ attributes: cut }],
        links: [{ attributes: cut }],
        status: { message: 'm'.repeat(100) },
      },
    ]);
    expect(markOf(stored[0])).toEqual({
      stringValue:
        'status message (101 bytes); event exception: stack (200 bytes); link: stack (200 bytes)',
    });
    expect(counts).toEqual({ ...noneLimited(), value: 3 });
  });

  it('names, and keys, whose attributes are dropped: half a key would be another one', () => {
    const { limited: counts, stored } = limited(SMALL, {
      name: '0123456789a',
      traceState: 'vendor=0123456789',
      attributes: [text('k'.repeat(11), 'v'), text('short', 'v')],
      events: [{ timeUnixNano: '1', name: 'event name that is long' }],
    });
    expect(stored).toMatchObject([
      {
        name: '0123456789',
        traceState: 'vendor=012',
        attributes: [{ key: TRUNCATED_KEY }, text('short', 'v')],
        droppedAttributesCount: 1,
        events: [{ name: 'event name' }],
      },
    ]);
    expect(counts).toEqual({ ...noneLimited(), name: 3, key: 1 });
  });

  it('many times over: the mark itself stays short', () => {
    const events = Array.from({ length: 500 }, (_, at) => ({ name: `a long event name ${at}` }));
    const { stored } = limited({ ...SMALL, maxEventsPerSpan: 500 }, { events });
    const mark = markOf(stored[0]) as { stringValue: string };
    expect(mark.stringValue.length).toBeLessThan(1200);
    expect(mark.stringValue).toMatch(/…$/);
  });
});

describe('any message', () => {
  const generous = { ...SMALL, maxSpansPerRequest: 1000, maxAttributesPerSpan: 4 };

  it('is cut alike in both encodings, and spans that fit stay as they were', () => {
    const random = new FuzzRandom(7);
    let cutSpans = 0;
    for (let round = 0; round < 300; round++) {
      const traces = generateTraces(random);
      const whole = new SpanBatch();
      decodeTracesJson(traces, whole, 0);
      const bytes = encodeTraceProtobuf(whole).slice();
      const json = new SpanBatch();
      limitDecoding(json, generous, () => decodeTracesJson(traces, json, 0));
      const protobuf = new SpanBatch();
      limitDecoding(protobuf, generous, () => decodeTracesProtobuf(bytes, protobuf, 0));
      expect(encodeTraceJson(protobuf)).toBe(encodeTraceJson(json));
      expect(json.rowCount).toBe(whole.rowCount);
      for (let row = 0; row < whole.rowCount; row++) {
        if (encodeTraceJson(json, [row]).includes(TRUNCATED_KEY)) cutSpans++;
        else expect(encodeTraceJson(json, [row])).toBe(encodeTraceJson(whole, [row]));
      }
    }
    expect(cutSpans).toBeGreaterThan(100);
  });
});
