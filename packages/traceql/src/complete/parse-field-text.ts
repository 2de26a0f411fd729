// One field by itself, as it is written in a query: `.http.route`, `span."a b"`, `rootName`.

import type { Field } from '../syntax/ast.ts';
import { parseField } from '../syntax/parse-field.ts';
import { TokenStream } from '../syntax/token-stream.ts';

/** Throws TraceqlError when the text is no field, or more than one. */
export function parseFieldText(text: string): Field {
  const stream = new TokenStream(text);
  const field = parseField(stream);
  if (stream.peek().kind !== 'end') stream.fail('the end of the field');
  return field;
}
