// The name of an attribute or an intrinsic that stands alone, as requests for values and labels of results have
// it: `.x`, `resource.service.name`, `span:status`.

import type { Field } from './ast.ts';
import { parseField } from './parse-field.ts';
import { TokenStream } from './token-stream.ts';

/** Throws TraceqlError when the text is anything else. */
export function parseIdentifier(source: string): Field {
  const stream = new TokenStream(source);
  const field = parseField(stream);
  if (stream.peek().kind !== 'end') stream.fail('nothing more');
  return field;
}
