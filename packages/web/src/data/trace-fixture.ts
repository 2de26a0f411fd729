// Traces for tests, drawn from a short list of spans. Not part of the page.

import type { TraceColumns } from '@throughline/model/api/trace';

export interface FixtureSpan {
  readonly parent?: number;
  readonly service?: string;
  readonly name?: string;
  readonly startNs: number;
  readonly durationNs: number;
  readonly isError?: boolean;
  readonly events?: readonly number[];
}

function index(dictionary: string[], text: string): number {
  const found = dictionary.indexOf(text);
  return found >= 0 ? found : dictionary.push(text) - 1;
}

export function makeColumns(spans: readonly FixtureSpan[]): TraceColumns {
  const services: string[] = [];
  const names: string[] = [];
  const events = spans.flatMap((span, row) =>
    (span.events ?? []).map((offsetNs) => ({ row, offsetNs })),
  );
  const endNs = spans.map((span) => span.startNs + span.durationNs);
  return {
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    startTimeUnixNano: '1763640000000000000',
    durationNano: String(endNs.reduce((max, ns) => Math.max(max, ns), 0)),
    spanId: spans.map((_, row) => (row + 1).toString(16).padStart(16, '0')),
    parentRow: spans.map((span) => span.parent ?? -1),
    missingParent: [],
    service: spans.map((span) => index(services, span.service ?? 'shop')),
    name: spans.map((span) => index(names, span.name ?? 'work')),
    services,
    names,
    kind: spans.map(() => 1),
    status: spans.map((span) => (span.isError === true ? 2 : 0)),
    startOffsetNs: spans.map((span) => span.startNs),
    durationNs: spans.map((span) => span.durationNs),
    eventCount: spans.map((span) => span.events?.length ?? 0),
    linkCount: spans.map(() => 0),
    events: {
      row: events.map((event) => event.row),
      offsetNs: events.map((event) => event.offsetNs),
      name: events.map(() => 'event'),
    },
  };
}

/** A chain or a flat trace of many spans, for tests of cost. */
export function makeManySpans(count: number): TraceColumns {
  return makeColumns(
    Array.from({ length: count }, (_, row) => ({
      ...(row === 0 ? {} : { parent: 0 }),
      startNs: row,
      durationNs: row === 0 ? count * 2 : 5,
      service: `service-${row % 7}`,
    })),
  );
}
