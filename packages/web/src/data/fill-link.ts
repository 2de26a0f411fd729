// The links that a span has by the templates of the server: those whose attribute it has, with all that they
// name filled in. What is filled in is URL-encoded, so that it stays within its place of the address.

import type { LinkTemplate } from '@throughline/model/api/link-templates';
import { type FullSpan, valueToText } from './otlp-json.ts';

export interface FilledLink {
  readonly title: string;
  readonly url: string;
}

const NS_PER_MS = 1_000_000n;

export function fillLinks(
  templates: readonly LinkTemplate[],
  span: FullSpan,
): readonly FilledLink[] {
  const values = valuesOf(span);
  return templates.flatMap(({ title, attribute, value, url }) => {
    const own = values.get(attribute);
    if (own === undefined || (value !== undefined && !isLike(own, value))) return [];
    let isWhole = true;
    const filled = url.replace(/\{([^{}]+)\}/g, (_, name: string) => {
      const text = values.get(name);
      isWhole &&= text !== undefined;
      return encodeURIComponent(text ?? '');
    });
    return isWhole && /^https?:\/\//.test(filled) ? [{ title, url: filled }] : [];
  });
}

function valuesOf(span: FullSpan): ReadonlyMap<string, string> {
  const attributes = [...span.resourceAttributes, ...span.attributes];
  return new Map([
    ...attributes.map(({ key, value }) => [key, valueToText(value)] as const),
    ['trace.id', span.traceId],
    ['span.id', span.spanId],
    ['start.ms', String(span.startNs / NS_PER_MS)],
    ['end.ms', String(span.endNs / NS_PER_MS)],
  ]);
}

/** `pattern`: * stands for any text. */
function isLike(text: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return text === pattern;
  if (!text.startsWith(first)) return false;
  const last = rest.pop() ?? '';
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
