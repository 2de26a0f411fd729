// The whole shop as one thing that starts and stops: its processes, from the first to listen to the last to go.
import type { FaultName } from '../faults.ts';
import type { OtlpProtocol, Settings } from '../settings.ts';
import {
  type Addresses,
  addressOf,
  PROCESS_NAMES,
  type ProcessName,
  STOP_ORDER,
} from '../topology.ts';
import { bundlePrograms } from './bundle.ts';
import { type Child, startChild } from './child-process.ts';

export interface ShopOptions {
  /** The gateway's port; 0 lets the system choose. The others always listen on ports of the system's choice. */
  readonly port: number;
  readonly otlpUrl: string;
  readonly otlpProtocol: OtlpProtocol;
  readonly seed: number;
  /** Requests per second. */
  readonly rate: number;
  /** How many requests the traffic makes: no number is endless, 0 is no traffic at all. */
  readonly count?: number;
  readonly faults: readonly FaultName[];
  readonly showcase: boolean;
  readonly log: (line: string) => void;
  /** Ends the start when the shop is no longer wanted before it is open. */
  readonly signal?: AbortSignal;
}

export interface Shop {
  readonly gatewayUrl: string;
  readonly pids: Readonly<Partial<Record<ProcessName, number>>>;
  /** Settles when bounded traffic has been sent and answered. */
  readonly trafficFinished: Promise<true>;
  /** Settles when a process goes that nobody asked to, with what happened. */
  readonly broken: Promise<string>;
  /** Stops every process in order; every span made is exported first. */
  stop(): Promise<void>;
}

type Children = ReadonlyMap<ProcessName, Child>;

async function stopChildren(children: Children): Promise<void> {
  for (const names of STOP_ORDER) {
    await Promise.all(names.map((name) => children.get(name)?.drain()));
  }
  await Promise.all([...children.values()].map(({ ended }) => ended));
}

/** Tells every process where the others are, and waits until all can do their work. */
async function introduce(children: Children): Promise<Addresses> {
  const entries = await Promise.all(
    PROCESS_NAMES.map(async (name) => {
      const port = await children.get(name)?.listening;
      return [name, port === undefined || port === 0 ? '' : addressOf(name, port)] as const;
    }),
  );
  const addresses = Object.fromEntries(entries) as Addresses;
  const everyone = [...children.values()].filter(({ name }) => name !== 'traffic');
  for (const child of everyone) child.send({ type: 'addresses', addresses });
  await Promise.all(everyone.map(({ ready }) => ready));
  children.get('traffic')?.send({ type: 'addresses', addresses });
  return addresses;
}

function settingsOf(name: ProcessName, options: ShopOptions): Settings {
  const { log: _log, signal: _signal, ...common } = options;
  return { ...common, name, port: name === 'gateway' ? options.port : 0 };
}

/** Never settles unless the shop is no longer wanted, and then with an error. */
function unwanted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    const giveUp = (): void => reject(new Error('stopped before the shop was open'));
    if (signal?.aborted === true) giveUp();
    signal?.addEventListener('abort', giveUp);
  });
}

export async function startShop(options: ShopOptions): Promise<Shop> {
  const programs = await bundlePrograms();
  const names = PROCESS_NAMES.filter((name) => name !== 'traffic' || options.count !== 0);
  const children: Children = new Map(
    names.map((name) => [name, startChild(programs, settingsOf(name, options), options.log)]),
  );
  try {
    const addresses = await Promise.race([introduce(children), unwanted(options.signal)]);
    return {
      gatewayUrl: addresses.gateway,
      pids: Object.fromEntries([...children].map(([name, { pid }]) => [name, pid])),
      trafficFinished: children.get('traffic')?.finished ?? Promise.resolve(true),
      broken: Promise.race([...children.values()].map(({ ended }) => ended)),
      stop: () => stopChildren(children),
    };
  } catch (error) {
    await stopChildren(children);
    throw error;
  }
}
