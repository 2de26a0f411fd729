// The types of thrift's fields and elements, by the numbers that the binary protocol gives them; the
// compact protocol has others, which its reader translates.

export const THRIFT = {
  stop: 0,
  bool: 2,
  byte: 3,
  double: 4,
  i16: 6,
  i32: 8,
  i64: 10,
  string: 11,
  struct: 12,
  map: 13,
  set: 14,
  list: 15,
} as const;

/** A call, and a call that wants no answer: what agents are sent. */
export const THRIFT_MESSAGE = { call: 1, oneway: 4 } as const;
