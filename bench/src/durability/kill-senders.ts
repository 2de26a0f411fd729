// Senders that never rest, over every protocol: what is acknowledged goes into the ledger, what gets no
// answer is sent again or given up, by chance, as exporters do.

import { setTimeout as delay } from 'node:timers/promises';
import { PROTOCOLS, type Protocol } from '../sender/protocols.ts';
import { type Lane, openLane } from '../sender/transport.ts';
import { createRandom, type Random } from '../workload/random.ts';
import type { KillLedger } from './kill-ledger.ts';
import type { KillableProduct } from './killable-product.ts';
import { smallRequest } from './small-traces.ts';

const LANES_PER_PROTOCOL = 2;
const RETRY_MS = 20;

/** Of requests without an answer, those that are given up; the others are sent until they have one. */
const GIVE_UP_RATE = 0.5;

export interface KillSenders {
  /** Requests that were answered with success. */
  acknowledged(): number;
  /** Requests that were sent again. */
  retries(): number;
  stop(): Promise<void>;
}

export function startSenders(
  product: KillableProduct,
  ledger: KillLedger,
  seed: number,
): KillSenders {
  let isOver = false;
  let acknowledged = 0;
  let retries = 0;

  async function sendOne(protocol: Protocol, random: Random, lane: Lane): Promise<Lane> {
    const { traces, body } = smallRequest(random, protocol.encoding, nowNs());
    let open = lane;
    const givesUp = random.next() < GIVE_UP_RATE;
    for (;;) {
      ledger.sent(traces);
      const isTaken = await open.send(body).catch(() => false);
      if (isTaken) {
        ledger.acknowledged(traces);
        acknowledged++;
        return open;
      }
      // A new connection, as the old one may be waiting for a server that is gone.
      open.close();
      open = openLane(protocol, product.listener(protocol.listener));
      await delay(RETRY_MS);
      if (givesUp || isOver) return open;
      retries++;
    }
  }

  async function keepSending(protocol: Protocol, random: Random): Promise<void> {
    let lane = openLane(protocol, product.listener(protocol.listener));
    while (!isOver) lane = await sendOne(protocol, random, lane);
    lane.close();
  }

  const plain = PROTOCOLS.filter(({ gzip }) => !gzip);
  const lanes = plain.flatMap((protocol, kind) =>
    Array.from({ length: LANES_PER_PROTOCOL }, (_, at) =>
      keepSending(protocol, createRandom(seed * 1000 + 10 * kind + at)),
    ),
  );
  return {
    acknowledged: () => acknowledged,
    retries: () => retries,
    async stop() {
      isOver = true;
      await Promise.all(lanes);
    },
  };
}

function nowNs(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}
