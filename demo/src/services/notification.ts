// Tells customers about their orders, some time after the orders were placed. Nobody calls it: it takes its work
// from the queue.
import { setTimeout as sleep } from 'node:timers/promises';
import { runChild } from '../runtime/child.ts';
import { callJson } from '../runtime/http-client.ts';
import { createRandom } from '../runtime/random.ts';
import { connectSql } from '../runtime/sql.ts';
import { work } from '../runtime/work.ts';
import type { Contact } from '../wire/http.ts';
import type { OrderPlaced } from '../wire/message.ts';
import { processMessage, receiveMessage } from './order-events.ts';

const SEND_MAIL_MS = 25;
/** One long poll. Short enough for a stop not to wait long. */
const WAIT_MS = 1_000;
const PAUSE_AFTER_FAILURE_MS = 500;

const NOTIFY_SQL = 'INSERT INTO notifications (order_id, email) VALUES ($1, $2)';

void runChild(async ({ settings, addresses }) => {
  const random = createRandom(settings.seed);
  const sql = addresses.then(({ database }) => connectSql(database));
  let stopping = false;

  const notify = async ({ orderId, userId }: OrderPlaced): Promise<void> => {
    const { auth } = await addresses;
    const url = `${auth}/users/${userId}/contact`;
    const contact = await callJson<Contact>({ service: 'auth', url });
    await work(random, SEND_MAIL_MS);
    await (await sql).rows(NOTIFY_SQL, [orderId, contact.email]);
  };
  const consume = async (): Promise<void> => {
    const { queue } = await addresses;
    for (;;) {
      const last = stopping;
      const message = await receiveMessage(queue, last ? 0 : WAIT_MS).catch(async () => {
        await sleep(PAUSE_AFTER_FAILURE_MS);
        return undefined;
      });
      if (message !== undefined) await processMessage(message, notify);
      else if (last) return;
    }
  };
  const consuming = consume();
  return {
    port: 0,
    ready: sql.then((connected) => connected.connect()),
    stop: async () => {
      stopping = true;
      await consuming;
      await (await sql).close();
    },
  };
});
