// The processes of the shop: their names, which of them make spans, and the order they are stopped in.

export const PROCESS_NAMES = [
  'database',
  'queue',
  'auth',
  'currency',
  'inventory',
  'payment',
  'shipping',
  'cart',
  'notification',
  'gateway',
  'traffic',
] as const;

export type ProcessName = (typeof PROCESS_NAMES)[number];

/** Where each process can be reached: `http://…`, `host:port` for gRPC, `postgres://…`. */
export type Addresses = Readonly<Record<ProcessName, string>>;

/** The database, the queue and the customers are not ours to instrument, as in most real systems. */
export const INSTRUMENTED: ReadonlySet<ProcessName> = new Set([
  'gateway',
  'auth',
  'cart',
  'currency',
  'inventory',
  'payment',
  'shipping',
  'notification',
]);

/** Callers stop before those they call, so that a request under way can finish. */
export const STOP_ORDER: readonly (readonly ProcessName[])[] = [
  ['traffic'],
  ['gateway'],
  ['cart'],
  ['notification'],
  ['auth', 'currency', 'inventory', 'payment', 'shipping'],
  ['queue', 'database'],
];

/** The address of a process that listens on this port of the loopback interface. */
export function addressOf(name: ProcessName, port: number): string {
  switch (name) {
    case 'database':
      return `postgres://shop@127.0.0.1:${port}/shop`;
    case 'inventory':
    case 'shipping':
      return `127.0.0.1:${port}`;
    default:
      return `http://127.0.0.1:${port}`;
  }
}
