// How many spans one stands for, from OpenTelemetry's sampling threshold in its trace state: the same as
// `samplingWeight` of the reference, in SQL.

const OT_ENTRY = String.raw`arrayFirst(entry -> startsWith(entry, 'ot='),
  arrayMap(entry -> replaceRegexpAll(entry, '^[ \\t]+|[ \\t]+$', ''), splitByChar(',', trace_state::String)))`;

const DIGITS = `extract(substring(${OT_ENTRY}, 4), '(?:^|;)th:([0-9a-f]{1,14})(?:;|$)')`;

/** 56 bits, as a number: a text of 16 digits is 8 bytes, the most significant first. */
const THRESHOLD = `reinterpretAsUInt64(reverse(unhex(concat('00', rightPad(${DIGITS}, 14, '0')))))`;

const ALL = 'toUInt64(72057594037927936)';

export const WEIGHT_SQL = `if(position(trace_state, 'th:') = 0, 1., ${ALL} / (${ALL} - if(${DIGITS} = '', 0, ${THRESHOLD})))`;
