// A trace made span by span: for corpora that are too large to draw. Times are milliseconds.

import { SpanBatch } from '@throughline/model/batch/span-batch';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';

const T0_NS = 1_700_000_000_000_000_000n;

export interface MadeSpan {
  readonly service: string;
  readonly name: string;
  readonly kind: 'server' | 'client' | 'internal' | 'producer' | 'consumer';
  readonly fromMs: number;
  toMs: number;
  error?: boolean;
  /** Names a parent that is not there. */
  readonly orphan?: boolean;
  readonly attributes?: Readonly<Record<string, string | number>>;
}

const KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'];
const ABSENT_PARENT = 'ffffffffffff0001';

export class MadeTrace {
  private readonly spans: { readonly parent: number; readonly span: MadeSpan }[] = [];

  /** The number of the span, to be given as a parent; -1 is no parent. */
  add(parent: number, span: MadeSpan): number {
    this.spans.push({ parent, span });
    return this.spans.length - 1;
  }

  at(number: number): MadeSpan | undefined {
    return this.spans[number]?.span;
  }

  /** Without the spans that `isLost` names. */
  toBatch(isLost: (number: number) => boolean = () => false): SpanBatch {
    const batch = new SpanBatch();
    this.spans.forEach(({ parent, span }, number) => {
      if (isLost(number)) return;
      const resource = { attributes: [attribute('service.name', span.service)] };
      const message = {
        traceId: '1'.padStart(32, '0'),
        spanId: idOf(number),
        parentSpanId: span.orphan === true ? ABSENT_PARENT : parent < 0 ? '' : idOf(parent),
        name: span.name,
        kind: KINDS.indexOf(span.kind),
        startTimeUnixNano: timeOf(span.fromMs),
        endTimeUnixNano: timeOf(span.toMs),
        status: { code: span.error === true ? 2 : 0 },
        attributes: Object.entries(span.attributes ?? {}).map(([key, value]) =>
          attribute(key, value),
        ),
      };
      const scopeSpans = [{ spans: [message] }];
      decodeTracesJson({ resourceSpans: [{ resource, scopeSpans }] }, batch, 0);
    });
    return batch;
  }
}

function idOf(number: number): string {
  return (number + 1).toString(16).padStart(16, '0');
}

function timeOf(ms: number): string {
  return String(T0_NS + BigInt(Math.round(ms * 1e6)));
}

function attribute(key: string, value: string | number): unknown {
  return { key, value: typeof value === 'number' ? { intValue: value } : { stringValue: value } };
}
