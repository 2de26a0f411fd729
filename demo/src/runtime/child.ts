// The life of one process of the shop: listen, learn where the others are, say ready, serve, stop in order.
// When the launcher goes, however it goes, the IPC channel closes and the process stops by itself.
import { ProxyTracerProvider, trace } from '@opentelemetry/api';
import { type Settings, settingsFromEnvironment } from '../settings.ts';
import type { Addresses } from '../topology.ts';
import type { ToChild, ToLauncher } from '../wire/ipc.ts';

export interface Running {
  /** 0 for a process that nobody connects to. */
  readonly port: number;
  /** Settles when the process can do its work, which may need the others. */
  readonly ready: Promise<unknown>;
  stop(): Promise<void>;
}

export interface Surroundings {
  readonly settings: Settings;
  /** Known once every process listens. */
  readonly addresses: Promise<Addresses>;
  /** Tells the launcher that a bounded piece of work is done. */
  finished(): void;
}

/** An orderly stop that takes longer than this is not going to end. */
const STOP_TIMEOUT_MS = 15_000;

function say(message: ToLauncher, sent?: () => void): void {
  if (process.connected) process.send?.(message, undefined, undefined, sent);
  else sent?.();
}

/** Sends the spans that are still here. The SDK lives in the preloaded telemetry file. */
async function flushTelemetry(): Promise<void> {
  const provider = trace.getTracerProvider();
  const sdk: object =
    provider instanceof ProxyTracerProvider || 'getDelegate' in provider
      ? (provider as ProxyTracerProvider).getDelegate()
      : provider;
  if ('shutdown' in sdk && typeof sdk.shutdown === 'function') await sdk.shutdown();
}

async function stopProcess(running: Running | undefined): Promise<void> {
  setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref();
  try {
    await running?.stop();
    say({ type: 'drained' });
    await flushTelemetry();
  } finally {
    process.exit(0);
  }
}

/** Runs this process as one part of the shop. */
export async function runChild(
  start: (surroundings: Surroundings) => Promise<Running>,
): Promise<void> {
  let running: Running | undefined;
  let introduced = false;
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    // Before it knows the others it has done nothing that would need an end.
    void stopProcess(introduced ? running : undefined);
  };
  // A terminal sends Ctrl-C to every process of the group; the launcher is the one that answers it.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', stop);
  process.on('disconnect', stop);

  const addresses = new Promise<Addresses>((resolve) => {
    process.on('message', (message: ToChild) => {
      if (message.type === 'stop') stop();
      else {
        introduced = true;
        resolve(message.addresses);
      }
    });
  });
  try {
    const settings = settingsFromEnvironment();
    running = await start({ settings, addresses, finished: () => say({ type: 'finished' }) });
    say({ type: 'listening', port: running.port });
    await running.ready;
    say({ type: 'ready' });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    say({ type: 'failed', message }, () => process.exit(1));
  }
}
