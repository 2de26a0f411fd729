// A link from spans to logs or runbooks as people write it:
// `Logs | service.name=shop-* | https://logs.example/search?q={trace.id}`.

import type { LinkTemplate } from '@throughline/model/api/link-templates';
import { linesType } from './option-types.ts';

/** A browser takes longer ones, but nobody reads them. */
const MAX_LENGTH = 2_000;

export const linkTemplatesType = linesType<LinkTemplate>(
  {
    placeholder: '<link>',
    expected:
      '"<title> | <attribute> | <url>" or "<title> | <attribute>=<value, * for any text> | <url>", the url ' +
      'beginning with http:// or https:// and its host without {placeholders}',
  },
  parseLinkTemplate,
  showLinkTemplate,
);

/** undefined when the text is not a link. */
function parseLinkTemplate(text: string): LinkTemplate | undefined {
  const [title = '', match = '', ...rest] = text.split('|').map((part) => part.trim());
  const url = rest.join('|');
  const equals = match.indexOf('=');
  const attribute = equals < 0 ? match : match.slice(0, equals).trim();
  const value = equals < 0 ? undefined : match.slice(equals + 1).trim();
  if (title === '' || attribute === '' || value === '') return undefined;
  if (text.length > MAX_LENGTH || !isSafeUrl(url)) return undefined;
  return { title, attribute, ...(value === undefined ? {} : { value }), url };
}

/** What is filled in must not decide where the link leads. */
function isSafeUrl(url: string): boolean {
  const match = /^https?:\/\/([^/?#\s]+)([/?#]\S*)?$/.exec(url);
  return match !== null && !/[{}]/.test(match[1] ?? '') && URL.canParse(url);
}

function showLinkTemplate({ title, attribute, value, url }: LinkTemplate): string {
  return `${title} | ${attribute}${value === undefined ? '' : `=${value}`} | ${url}`;
}
