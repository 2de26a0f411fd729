import { describe, expect, it } from 'vitest';
import { showMatches } from './testing/show-matches.ts';

const TRACE = `
trace 00a1
  gateway 0..100 @front kind=server status=ok .route="/cart" .code=200 .ratio=0.5 .flag=true scope=http/1.2
    cart    10..40 @cart kind=client status=error/boom .code=500 .tags=["a","b"] .nums=[1,5] .none=[] .one=["x"]
    payment 50..60 @payment .code="500" .off=false .map={} event=retry@52 event.n=2 event=done@59 link=7/8 link.x=1 resource.zone="eu"
`;

function found(condition: string): string {
  return showMatches(`{ ${condition} }`, TRACE).join('').replace('a1: ', '');
}

/** Every line: a condition, and the spans for which it is true. */
const CONDITIONS: readonly (readonly [condition: string, spans: string])[] = [
  ['true', 'gateway cart payment'],
  ['false', ''],
  // Types
  ['.code = 500', 'cart'],
  ['.code = "500"', 'payment'],
  ['.code = 500.0', 'cart'],
  ['.code > 200ns', 'cart'],
  ['.code >= 200', 'gateway cart'],
  ['.code < 500', 'gateway'],
  ['.code <= "6"', 'payment'],
  ['.ratio = 0.5', 'gateway'],
  ['.ratio < 1', 'gateway'],
  ['.flag', 'gateway'],
  ['.flag = true', 'gateway'],
  ['.off', ''],
  ['.off = false', 'payment'],
  ['.route', ''],
  // Absence
  ['.route != "x"', 'gateway'],
  ['.route !~ "x"', 'gateway'],
  ['.route = nil', 'cart payment'],
  ['.route != nil', 'gateway'],
  ['nil != .map', 'payment'],
  ['.map = 1 || .map != 1', ''],
  ['nil = nil', ''],
  ['nil != nil', ''],
  ['!(.route = "/cart")', 'cart payment'],
  ['!.off', 'payment'],
  ['!.route', ''],
  ['.missing || .flag', 'gateway'],
  ['.flag || .missing', 'gateway'],
  // Arithmetic
  ['.code + 1 = 501', 'cart'],
  ['.code / 3 = 66', 'gateway'],
  ['.code / 3.0 > 66.5', 'gateway cart'],
  ['.code % 200 = 100', 'cart'],
  ['.code / (.code - 200) = 1', 'cart'],
  ['.ratio ^ 2 = 0.25', 'gateway'],
  ['2 ^ 3 = 8 && 2 ^ 3 ^ 2 = 512', 'gateway cart payment'],
  ['-.code = -200', 'gateway'],
  ['-.route = 1', ''],
  ['.tags + 1 = 2', ''],
  ['2m * 2 = 4m', 'gateway cart payment'],
  ['duration * 2 = 60ms', 'cart'],
  ['1 - 2 - 3 = -4', 'gateway cart payment'],
  // Arrays
  ['.tags = "a"', 'cart'],
  ['.tags != "a"', ''],
  ['.tags != "c"', 'cart'],
  ['.tags =~ "[bc]"', 'cart'],
  ['.tags !~ "[bc]"', ''],
  ['.tags !~ "c"', 'cart'],
  ['.nums > 4', 'cart'],
  ['4 < .nums', 'cart'],
  ['.nums < 1', ''],
  ['.nums = .nums', ''],
  ['.none = "a"', ''],
  ['.none != "a"', 'cart'],
  ['.none != nil', 'cart'],
  ['.one = "x"', 'cart'],
  // Regular expressions
  ['name =~ "c.*"', 'cart'],
  ['name =~ "ar"', ''],
  ['name =~ "(?i)CART"', 'cart'],
  ['name !~ "cart|payment"', 'gateway'],
  // Intrinsics
  ['duration = 30ms', 'cart'],
  ['name = "gateway" && kind = server && status = ok', 'gateway'],
  ['status = error && statusMessage = "boom"', 'cart'],
  ['status != error', 'gateway payment'],
  ['.code = 200 && .code != status', 'gateway'],
  ['kind = unspecified', 'payment'],
  ['span:id = "0000000000000002"', 'cart'],
  ['span:parentID = ""', 'gateway'],
  ['span:parentID = "0000000000000001"', 'cart payment'],
  ['span:childCount = 2', 'gateway'],
  ['trace:id = "a1"', 'gateway cart payment'],
  ['trace:id = "000000000000000000000000000000a1"', 'gateway cart payment'],
  ['"00a1" != trace:id', ''],
  [
    'traceDuration = 100ms && rootName = "gateway" && rootServiceName = "front"',
    'gateway cart payment',
  ],
  ['nestedSetLeft = 2 && nestedSetRight = 3 && nestedSetParent = 1', 'cart'],
  ['nestedSetParent = -1', 'gateway'],
  ['instrumentation:name = "http" && instrumentation:version = "1.2"', 'gateway'],
  // Scopes
  ['resource.service.name = "cart"', 'cart'],
  ['.service.name = "cart"', 'cart'],
  ['span.service.name = "cart"', ''],
  ['resource.zone = "eu" && span.zone = nil', 'payment'],
  ['.n = 2 && .x = 1', 'payment'],
  ['instrumentation.x = nil', 'gateway cart payment'],
  // Events and links: true when it is for one of them
  ['event:name = "retry"', 'payment'],
  ['event:name != "retry"', 'payment'],
  ['event:name =~ "d.*"', 'payment'],
  ['event:timeSinceStart > 8ms', 'payment'],
  ['event:timeSinceStart > 9ms', ''],
  ['event:timeSinceStart * 2 = 4ms', 'payment'],
  ['event.n = 2', 'payment'],
  ['event.n = nil', 'payment'],
  ['event.n != nil', 'payment'],
  ['event.m = nil', 'payment'],
  ['event.m != nil', ''],
  ['link.x = nil', ''],
  ['link:spanID = "0000000000000008" && link:traceID =~ "0+7"', 'payment'],
];

describe('an expression', () => {
  it.each(CONDITIONS)('{ %s }', (condition, spans) => {
    expect(found(condition)).toBe(spans);
  });
});
