// Node.js arguments for a child process that is to end when we do, however we end; it needs an 'ipc' channel.

export const STOP_WITH_PARENT: readonly string[] = [
  '--import',
  new URL('../../../tools/bootstrap/stop-with-parent.mjs', import.meta.url).href,
];
