// Said below lists whose counts come from a part of the spans.

export const ESTIMATE_HINT = 'Counted over a part of the spans: the newest, or a sample';
