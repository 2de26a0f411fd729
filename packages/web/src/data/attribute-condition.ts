// An attribute as a condition of TraceQL, for who wants to find its like.

import type { Attribute } from './otlp-json.ts';

/** Where an attribute stands, in the words of TraceQL. */
export type AttributeScope = 'span' | 'resource' | 'event' | 'link' | 'instrumentation';

/** Names of other characters stand in quotes; JSON's escapes are among those of the language. */
const PLAIN_NAME = /^[A-Za-z_][\w.:/-]*$/;

/** undefined: its value is of a kind that equals nothing in the language, or is not all here. */
export function attributeCondition(
  scope: AttributeScope,
  { key, value }: Attribute,
): string | undefined {
  const name = `${scope}.${PLAIN_NAME.test(key) && !key.endsWith('-') ? key : JSON.stringify(key)}`;
  switch (value.type) {
    case 'string':
      return value.cutFromChars === undefined
        ? `${name} = ${JSON.stringify(value.text)}`
        : undefined;
    case 'int':
    case 'bool':
      return `${name} = ${value.text}`;
    case 'double':
      return Number.isFinite(Number(value.text)) ? `${name} = ${value.text}` : undefined;
    default:
      return undefined;
  }
}

/** A query narrowed by one more condition; a query of more than one filter is replaced. */
export function narrowed(q: string | undefined, condition: string): string {
  const inner = /^\s*\{([^{}]*)\}\s*$/.exec(q ?? '')?.[1]?.trim() ?? '';
  if (inner === '') return `{ ${condition} }`;
  return inner.includes('||') ? `{ (${inner}) && ${condition} }` : `{ ${inner} && ${condition} }`;
}
