// Whether this Node.js can run Throughline. Written for any Node.js, however old.

const MIN_MAJOR = 20;
const MIN_MINOR = 19;

/** One sentence when the version (`18.20.4`) is too old, else undefined. */
export function unsupportedNode(version: string): string | undefined {
  const parts = version.split('.');
  const major = Number(parts[0]);
  const minor = Number(parts[1]);
  if (major > MIN_MAJOR || (major === MIN_MAJOR && minor >= MIN_MINOR)) return undefined;
  return (
    'needs Node.js ' +
    `${MIN_MAJOR}.${MIN_MINOR} or newer, and this is ${version}; get a newer one from https://nodejs.org`
  );
}
