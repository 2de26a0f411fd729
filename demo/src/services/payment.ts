// Charges the customer. With `slow-payment` the card network takes its time, with `payment-error` it fails.

import { setTimeout as sleep } from 'node:timers/promises';
import { hasFault } from '../runtime/active-faults.ts';
import { runChild } from '../runtime/child.ts';
import { HttpError, serveHttp } from '../runtime/http-service.ts';
import { createRandom } from '../runtime/random.ts';
import { connectSql } from '../runtime/sql.ts';
import { work } from '../runtime/work.ts';
import type { Payment } from '../wire/http.ts';

const AUTHORIZE_CARD_MS = 40;
const SLOW_AUTHORIZE_CARD_MS = 3_800;

const CHARGE_SQL = `INSERT INTO payments (user_id, amount_cents, currency) VALUES ($1, $2, $3)
  RETURNING id AS "paymentId"`;

interface Charge {
  readonly userId: number;
  readonly amountCents: number;
  readonly currency: string;
}

void runChild(async ({ settings, addresses }) => {
  const random = createRandom(settings.seed);
  const sql = addresses.then(({ database }) => connectSql(database));
  const authorizeCard = async (): Promise<void> => {
    if (hasFault('slow-payment')) await sleep(SLOW_AUTHORIZE_CARD_MS);
    else await work(random, AUTHORIZE_CARD_MS);
    if (hasFault('payment-error'))
      throw new HttpError(500, 'the card network closed the connection');
  };
  const service = await serveHttp(0, (app) => {
    app.post('/charge', async (request, response) => {
      const { userId, amountCents, currency } = request.body as Charge;
      await authorizeCard();
      const payment = await (await sql).row<Payment>(CHARGE_SQL, [userId, amountCents, currency]);
      response.status(201).json(payment);
    });
  });
  return {
    port: service.port,
    ready: sql.then((connected) => connected.connect()),
    stop: async () => {
      await service.close();
      await (await sql).close();
    },
  };
});
