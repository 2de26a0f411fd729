// One place where the process listens: the UI and API, OTLP over HTTP, OTLP over gRPC. The
// composition root starts them together, prints them, and stops them in order.

export interface ListenAddress {
  readonly host: string;
  /** 0 asks the system for a free port; `Listener.url` tells which one it gave. */
  readonly port: number;
}

export interface Listener {
  /** Short and stable, as /api/v1/status and the logs show it: `http`, `otlp-http`, `otlp-grpc`. */
  readonly name: string;
  /** What a user sends or opens there, in a few words. */
  readonly purpose: string;
  /** Where it listens, with the real port; known once `start` has resolved. */
  readonly url: string;

  /** Resolves when connections are accepted; rejects when the address cannot be bound. */
  start(): Promise<void>;

  /**
   * Stops accepting at once, lets requests in flight finish for at most `graceMs`, then cuts what
   * is left. Resolves when nothing is open any more; also when it was never started.
   */
  stop(graceMs: number): Promise<void>;
}

/** `http://[::1]:16686` for an IPv6 address, `http://127.0.0.1:16686` for the others. */
export function listenerUrl(scheme: string, address: ListenAddress): string {
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return `${scheme}://${host}:${address.port}`;
}
