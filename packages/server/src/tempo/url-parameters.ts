// The query string of a request as Go reads it: of a parameter that comes twice the first counts, an empty one is
// as good as none, and `+` is a blank.

export interface UrlParameters {
  /** undefined: not there, or empty. */
  first(name: string): string | undefined;
  names(): Iterable<string>;
}

export function urlParameters(url: string): UrlParameters {
  const at = url.indexOf('?');
  const parameters = new URLSearchParams(at < 0 ? '' : url.slice(at + 1));
  return {
    first: (name) => parameters.get(name) || undefined,
    names: () => new Set(parameters.keys()),
  };
}
