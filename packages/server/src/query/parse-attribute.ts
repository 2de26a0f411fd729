// An attribute condition as the API takes it: `key=value`, the key optionally led by where to look.

export interface AttributeCondition {
  readonly scope: 'any' | 'span' | 'resource' | 'scope';
  readonly key: string;
  /** As typed; it also matches numbers and booleans that are written this way. */
  readonly value: string;
}

export const ATTRIBUTE_EXPECTED =
  'key=value, the key optionally led by span., resource. or scope., ' +
  'such as http.response.status_code=500';

const SCOPE_PREFIXES: readonly (readonly [string, AttributeCondition['scope']])[] = [
  ['span.', 'span'],
  ['resource.', 'resource'],
  ['scope.', 'scope'],
];

/** The first `=` divides; values may hold more of them. undefined when there is no key. */
export function parseAttribute(text: string): AttributeCondition | undefined {
  const equals = text.indexOf('=');
  if (equals < 1) return undefined;
  const fullKey = text.slice(0, equals);
  const value = text.slice(equals + 1);
  for (const [prefix, scope] of SCOPE_PREFIXES) {
    if (!fullKey.startsWith(prefix)) continue;
    const key = fullKey.slice(prefix.length);
    return key === '' ? undefined : { scope, key, value };
  }
  return { scope: 'any', key: fullKey, value };
}
