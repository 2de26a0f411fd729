// The last look at a line of the log before it is written: what looks like a credential is masked,
// wherever in the line it is. Nothing of ours logs one on purpose; errors of libraries may quote one.

const MASK = '***';

/** Shorter ones would mask half of every line, and protect nothing. */
const MIN_SECRET_LENGTH = 4;

/** User and password of a URL. */
const IN_URL = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#"'\\@]+@/gi;

/** Headers whose whole value is secret. In a line of JSON the value ends with a quote. */
const HEADER =
  /\b((?:proxy-)?authorization|(?:set-)?cookie)(\\?["']?\s*[:=]\s*\\?["']?)[^"'\\\r\n,}]+/gi;

/** Assignments as in queries, connection strings and objects. */
const ASSIGNMENT =
  /((?:pass(?:word|wd|phrase)?|secret|api[-_]?key|clickhouse-key|token)\\?["']?\s*[:=]\s*\\?["']?)[^\s"'\\,;&}]+/gi;

/** `secrets`: those of the configuration, masked as they stand. */
export function createScrubber(secrets: readonly string[]): (line: string) => string {
  const known = secrets.filter((secret) => secret.length >= MIN_SECRET_LENGTH);
  // In a line of JSON a quote or a backslash of the secret is written in another way.
  const written = new Set(known.flatMap((text) => [text, JSON.stringify(text).slice(1, -1)]));
  return (line) => {
    let scrubbed = line;
    for (const text of written) scrubbed = scrubbed.replaceAll(text, MASK);
    return scrubbed
      .replace(IN_URL, `$1${MASK}@`)
      .replace(HEADER, `$1$2${MASK}`)
      .replace(ASSIGNMENT, `$1${MASK}`);
  };
}
