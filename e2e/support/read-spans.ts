// Spans of a trace as Throughline's own API gives them, flat and easy to compare.

import { eventually } from './api.ts';

type Value = Readonly<Record<string, unknown>>;
type KeyValues = readonly { readonly key: string; readonly value: Value }[];

interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name?: string;
  readonly kind?: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: KeyValues;
  readonly status?: { readonly code?: number; readonly message?: string };
  readonly events?: readonly {
    readonly timeUnixNano: string;
    readonly name?: string;
    readonly attributes?: KeyValues;
  }[];
  readonly links?: readonly {
    readonly traceId?: string;
    readonly spanId?: string;
    readonly attributes?: KeyValues;
  }[];
}

interface TraceJson {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes?: KeyValues };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

export interface ReadSpan {
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly kind: number;
  readonly durationUs: number;
  readonly status: { readonly code?: number; readonly message?: string };
  readonly resource: Readonly<Record<string, unknown>>;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly {
    readonly name: string;
    readonly attributes: Readonly<Record<string, unknown>>;
  }[];
  readonly links: readonly { readonly spanId: string; readonly attributes: Value }[];
}

/** Waits until the trace has so many spans, and gives them by name. */
export async function readSpans(
  http: string,
  traceId: string,
  count: number,
): Promise<ReadonlyMap<string, ReadSpan>> {
  const spans = await eventually(async () => {
    const answer = await fetch(new URL(`/api/v1/traces/${traceId}`, http));
    if (answer.status === 404) return undefined;
    const found = flatSpans((await answer.json()) as TraceJson);
    return found.length < count ? undefined : found;
  });
  return new Map(spans.map((span) => [span.name, span]));
}

function flatSpans({ resourceSpans }: TraceJson): ReadSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans.map((span) => flatSpan(span, resource.attributes))),
  );
}

function flatSpan(span: OtlpSpan, resource: KeyValues | undefined): ReadSpan {
  const durationNs = BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano);
  return {
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    name: span.name ?? '',
    kind: span.kind ?? 0,
    durationUs: Number(durationNs / 1000n),
    status: span.status ?? {},
    resource: plain(resource),
    attributes: plain(span.attributes),
    events: (span.events ?? []).map(({ name, attributes }) => ({
      name: name ?? '',
      attributes: plain(attributes),
    })),
    links: (span.links ?? []).map(({ spanId, attributes }) => ({
      spanId: spanId ?? '',
      attributes: plain(attributes),
    })),
  };
}

/** Values without their OTLP types: integers stay the text that they are in OTLP's JSON. */
function plain(attributes: KeyValues | undefined): Record<string, unknown> {
  return Object.fromEntries(
    (attributes ?? []).map(({ key, value }) => [key, Object.values(value)[0]]),
  );
}
