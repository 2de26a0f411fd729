// The query string of a request as Go's `url.Values` has it, and values read as Jaeger reads them, with what it says
// of those it cannot read.

import { parseGoDuration, parseInt64, quoted } from '../../tempo/go-syntax.ts';
import { badRequest } from './jaeger-error.ts';

export interface UrlParameters {
  /** The first; undefined: not there, or empty. Of several names the first that is there. */
  first(...names: string[]): string | undefined;
  all(name: string): readonly string[];
}

export function urlParameters(url: string): UrlParameters {
  const at = url.indexOf('?');
  const parameters = new URLSearchParams(at < 0 ? '' : url.slice(at + 1));
  return {
    first: (...names) => names.map((name) => parameters.get(name)).find(Boolean) ?? undefined,
    all: (name) => parameters.getAll(name),
  };
}

/** What Jaeger puts before what is wrong with a parameter. */
export function unreadable(name: string): string {
  return `unable to parse param '${name}'`;
}

export function integerOf(url: UrlParameters, name: string): bigint | undefined {
  const text = url.first(name);
  return text === undefined ? undefined : parseInt64(unreadable(name), text);
}

/** `1.5ms`: nanoseconds. */
export function durationOf(url: UrlParameters, name: string): bigint | undefined {
  const text = url.first(name);
  return text === undefined ? undefined : parseGoDuration(unreadable(name), text);
}

/** As `strconv.ParseBool`. */
export function booleanOf(url: UrlParameters, ...names: string[]): boolean {
  const text = url.first(...names);
  if (text === undefined) return false;
  if (/^(1|t|T|TRUE|true|True)$/.test(text)) return true;
  if (/^(0|f|F|FALSE|false|False)$/.test(text)) return false;
  throw badRequest(
    `${unreadable(names[0] ?? '')}: strconv.ParseBool: parsing ${quoted(text)}: invalid syntax`,
  );
}

export function floatOf(url: UrlParameters, name: string): number | undefined {
  const text = url.first(name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== '' && !Number.isNaN(value)) return value;
  throw badRequest(
    `${unreadable(name)}: strconv.ParseFloat: parsing ${quoted(text)}: invalid syntax`,
  );
}
