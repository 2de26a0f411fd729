// The messages of Tempo's query API (tempopb), answers and requests of StreamingQuerier, by their field
// numbers. Only what a client reads or sends: what Tempo's parts tell one another is not here.

import {
  attributes,
  type MessageOf,
  message,
  messageMap,
  messages,
  scalar,
  textMap,
  texts,
} from './message-shape.ts';

const PARTIAL_STATUS = {
  kind: 'enum',
  number: 3,
  names: ['COMPLETE', 'PARTIAL'],
} as const;

export const SEARCH_METRICS = {
  inspectedTraces: scalar(1, 'uint32'),
  inspectedBytes: scalar(2, 'uint64'),
  totalBlocks: scalar(3, 'uint32'),
  completedJobs: scalar(4, 'uint32'),
  totalJobs: scalar(5, 'uint32'),
  totalBlockBytes: scalar(6, 'uint64'),
  inspectedSpans: scalar(7, 'uint64'),
};
export type SearchMetrics = MessageOf<typeof SEARCH_METRICS>;

export const METADATA_METRICS = {
  inspectedBytes: scalar(1, 'uint64'),
  totalJobs: scalar(2, 'uint32'),
  completedJobs: scalar(3, 'uint32'),
  totalBlocks: scalar(4, 'uint32'),
  totalBlockBytes: scalar(5, 'uint64'),
};

const SPAN = {
  spanID: scalar(1, 'string'),
  name: scalar(2, 'string'),
  startTimeUnixNano: scalar(3, 'uint64'),
  durationNanos: scalar(4, 'uint64'),
  attributes: attributes(5),
};
export type FoundSpanMessage = MessageOf<typeof SPAN>;

const SPAN_SET = {
  spans: messages(1, SPAN),
  matched: scalar(2, 'uint32'),
  attributes: attributes(3),
};
export type SpanSetMessage = MessageOf<typeof SPAN_SET>;

const SERVICE_STATS = {
  spanCount: scalar(1, 'uint32'),
  errorCount: scalar(2, 'uint32'),
};

export const TRACE_SEARCH_METADATA = {
  traceID: scalar(1, 'string'),
  rootServiceName: scalar(2, 'string'),
  rootTraceName: scalar(3, 'string'),
  startTimeUnixNano: scalar(4, 'uint64'),
  durationMs: scalar(5, 'uint32'),
  spanSet: message(6, SPAN_SET),
  spanSets: messages(7, SPAN_SET),
  serviceStats: messageMap(8, SERVICE_STATS),
};
export type TraceSearchMetadata = MessageOf<typeof TRACE_SEARCH_METADATA>;

export const SEARCH_RESPONSE = {
  traces: messages(1, TRACE_SEARCH_METADATA),
  metrics: message(2, SEARCH_METRICS),
};
export type SearchResponse = MessageOf<typeof SEARCH_RESPONSE>;

export const SEARCH_TAGS_RESPONSE = {
  tagNames: texts(1),
  metrics: message(2, METADATA_METRICS),
};
export type SearchTagsResponse = MessageOf<typeof SEARCH_TAGS_RESPONSE>;

export const SEARCH_TAGS_V2_RESPONSE = {
  scopes: messages(1, { name: scalar(1, 'string'), tags: texts(2) }),
  metrics: message(2, METADATA_METRICS),
};
export type SearchTagsV2Response = MessageOf<typeof SEARCH_TAGS_V2_RESPONSE>;

export const SEARCH_TAG_VALUES_RESPONSE = {
  tagValues: texts(1),
  metrics: message(2, METADATA_METRICS),
};
export type SearchTagValuesResponse = MessageOf<typeof SEARCH_TAG_VALUES_RESPONSE>;

const TAG_VALUE = { type: scalar(1, 'string'), value: scalar(2, 'string') };
export type TagValue = MessageOf<typeof TAG_VALUE>;

export const SEARCH_TAG_VALUES_V2_RESPONSE = {
  tagValues: messages(1, TAG_VALUE),
  metrics: message(2, METADATA_METRICS),
};
export type SearchTagValuesV2Response = MessageOf<typeof SEARCH_TAG_VALUES_V2_RESPONSE>;

const TIME_SERIES = {
  labels: attributes(1),
  samples: messages(2, { value: scalar(1, 'double'), timestampMs: scalar(2, 'int64') }),
  exemplars: messages(4, {
    labels: attributes(1),
    value: scalar(2, 'double'),
    timestampMs: scalar(3, 'int64'),
  }),
};
export type TimeSeriesMessage = MessageOf<typeof TIME_SERIES>;

export const QUERY_RANGE_RESPONSE = {
  series: messages(1, TIME_SERIES),
  metrics: message(2, SEARCH_METRICS),
  status: PARTIAL_STATUS,
  message: scalar(4, 'string'),
};
export type QueryRangeResponse = MessageOf<typeof QUERY_RANGE_RESPONSE>;

export const QUERY_INSTANT_RESPONSE = {
  series: messages(1, { labels: attributes(1), value: scalar(2, 'double') }),
  metrics: message(2, SEARCH_METRICS),
  status: PARTIAL_STATUS,
  message: scalar(4, 'string'),
};
export type QueryInstantResponse = MessageOf<typeof QUERY_INSTANT_RESPONSE>;

export const SEARCH_REQUEST = {
  tags: textMap(1),
  minDurationMs: scalar(2, 'uint32'),
  maxDurationMs: scalar(3, 'uint32'),
  limit: scalar(4, 'uint32'),
  start: scalar(5, 'uint32'),
  end: scalar(6, 'uint32'),
  query: scalar(8, 'string'),
  spansPerSpanSet: scalar(9, 'uint32'),
};

export const SEARCH_TAGS_REQUEST = {
  scope: scalar(1, 'string'),
  query: scalar(2, 'string'),
  start: scalar(3, 'uint32'),
  end: scalar(4, 'uint32'),
  maxTagsPerScope: scalar(5, 'uint32'),
};

export const SEARCH_TAG_VALUES_REQUEST = {
  tagName: scalar(1, 'string'),
  query: scalar(2, 'string'),
  start: scalar(4, 'uint32'),
  end: scalar(5, 'uint32'),
  maxTagValues: scalar(6, 'uint32'),
};

export const QUERY_RANGE_REQUEST = {
  query: scalar(1, 'string'),
  start: scalar(2, 'uint64'),
  end: scalar(3, 'uint64'),
  step: scalar(4, 'uint64'),
  exemplars: scalar(16, 'uint32'),
  maxSeries: scalar(17, 'uint32'),
  instant: scalar(18, 'bool'),
};

export const QUERY_INSTANT_REQUEST = {
  query: scalar(1, 'string'),
  start: scalar(2, 'uint64'),
  end: scalar(3, 'uint64'),
};
