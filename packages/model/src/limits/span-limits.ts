// The limits on one span and one request, by name, with what they are by default and why. They are far above
// what SDKs send by default (128 attributes, events and links): they hold off what is broken or hostile.

export interface SpanLimits {
  /** Spans beyond it are rejected. A request of the largest size has some 30,000. */
  readonly maxSpansPerRequest: number;
  /** Also of an event and of a link. */
  readonly maxAttributesPerSpan: number;
  /** Of a text or list as an attribute's value, and of a status message. */
  readonly maxValueBytes: number;
  readonly maxEventsPerSpan: number;
  readonly maxLinksPerSpan: number;
  /** Of the name of a span or event, of a trace state, and of an attribute's key. */
  readonly maxNameBytes: number;
}

export const DEFAULT_SPAN_LIMITS: SpanLimits = {
  maxSpansPerRequest: 100_000,
  // Wide events, one per request with all there is to know, have some hundred.
  maxAttributesPerSpan: 1024,
  // Prompts and documents of language models take hundreds of kilobytes.
  maxValueBytes: 1024 * 1024,
  // One per message of a long stream.
  maxEventsPerSpan: 1024,
  // One per message of a batch that a consumer takes.
  maxLinksPerSpan: 1024,
  // SQL as a name; longer ones are contents, and a list of operations would be unusable.
  maxNameBytes: 4096,
};

/** What a limit cuts, as metrics and marks name it. */
export const LIMITED_THINGS = [
  'spans',
  'attributes',
  'value',
  'events',
  'links',
  'name',
  'key',
] as const;

export type LimitedThing = (typeof LIMITED_THINGS)[number];

/** How many of each were cut or left out. */
export type LimitedCounts = Record<LimitedThing, number>;

export function noneLimited(): LimitedCounts {
  return { spans: 0, attributes: 0, value: 0, events: 0, links: 0, name: 0, key: 0 };
}
