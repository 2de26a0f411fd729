// Carts and orders: prices what is in a cart, and turns it into an order. It calls inventory, currency, payment and
// shipping, and tells the queue. With `retry-storm` it shows how not to retry.
import { runChild } from '../runtime/child.ts';
import { HttpError, serveHttp } from '../runtime/http-service.ts';
import { connectSql } from '../runtime/sql.ts';
import type { Addresses } from '../topology.ts';
import { connectInventory, connectShipping } from '../wire/grpc.ts';
import { createCheckout } from './checkout.ts';
import { createPricing } from './pricing.ts';

const PUT_ITEM_SQL = `INSERT INTO cart_items (user_id, sku, quantity) VALUES ($1, $2, $3)
  ON CONFLICT (user_id, sku) DO UPDATE SET quantity = excluded.quantity`;
const DELETE_ITEM_SQL = 'DELETE FROM cart_items WHERE user_id = $1 AND sku = $2';
const ORDERS_SQL = `SELECT id AS "orderId", total_cents AS "totalCents", currency,
  tracking_code AS "trackingCode" FROM orders WHERE user_id = $1 ORDER BY id DESC LIMIT 10`;

function connect(addresses: Addresses) {
  const sql = connectSql(addresses.database);
  const inventory = connectInventory(addresses.inventory);
  const shipping = connectShipping(addresses.shipping);
  const pricing = createPricing({ sql, inventory, currencyAddress: addresses.currency });
  const checkout = createCheckout({ sql, inventory, shipping, pricing, addresses });
  return { sql, inventory, shipping, pricing, checkout };
}

void runChild(async ({ addresses }) => {
  const connected = addresses.then(connect);
  const service = await serveHttp(0, (app) => {
    app.get('/carts/:userId', async (request, response) => {
      const { pricing } = await connected;
      const currency = String(request.query['currency'] ?? 'EUR');
      response.json(await pricing.priceCart(Number(request.params.userId), currency));
    });
    app.post('/carts/:userId/items', async (request, response) => {
      const { sql, inventory } = await connected;
      const { sku, quantity } = request.body as { sku: string; quantity: number };
      const { products } = await inventory.call('GetProducts', { skus: [sku] });
      if (products.length === 0) throw new HttpError(404, `no product ${sku}`);
      await sql.rows(PUT_ITEM_SQL, [Number(request.params.userId), sku, quantity]);
      response.status(204).end();
    });
    app.delete('/carts/:userId/items/:sku', async (request, response) => {
      const { sql } = await connected;
      await sql.rows(DELETE_ITEM_SQL, [Number(request.params.userId), request.params.sku]);
      response.status(204).end();
    });
    app.post('/carts/:userId/checkout', async (request, response) => {
      const { checkout } = await connected;
      const currency = String(request.query['currency'] ?? 'EUR');
      response.status(201).json(await checkout(Number(request.params.userId), currency));
    });
    app.get('/carts/:userId/orders', async (request, response) => {
      const { sql } = await connected;
      response.json({ orders: await sql.rows(ORDERS_SQL, [Number(request.params.userId)]) });
    });
  });
  return {
    port: service.port,
    ready: connected.then(({ sql }) => sql.connect()),
    stop: async () => {
      await service.close();
      const { sql, inventory, shipping } = await connected;
      inventory.close();
      shipping.close();
      await sql.close();
    },
  };
});
