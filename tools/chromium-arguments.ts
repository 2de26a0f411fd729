// How Chromium is started here, by whatever drives it: flows, benchmarks, pictures.

/** No sandbox, since tests may run as root; no traffic of the browser's own. */
export const CHROMIUM_ARGUMENTS: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
