// Turns a cart into an order: price it, reserve the goods, charge, write the order down, ship, tell the queue.
// The cart stays as it is: the customers of this shop order the same again.
import { callJson, UpstreamError } from '../runtime/http-client.ts';
import { HttpError } from '../runtime/http-service.ts';
import type { Sql } from '../runtime/sql.ts';
import type { Addresses } from '../topology.ts';
import type { Caller, InventoryMethods, Line, ShippingMethods } from '../wire/grpc.ts';
import type { Cart, Order, Payment } from '../wire/http.ts';
import { sendOrderPlaced } from './order-events.ts';
import type { Pricing } from './pricing.ts';

const PRODUCTS_PER_PARCEL = 4;

const ORDER_SQL = `INSERT INTO orders (user_id, total_cents, currency, payment_id)
  VALUES ($1, $2, $3, $4) RETURNING id AS "orderId"`;
const TRACKING_SQL = 'UPDATE orders SET tracking_code = $2 WHERE id = $1';

interface Needs {
  readonly sql: Sql;
  readonly inventory: Caller<InventoryMethods>;
  readonly shipping: Caller<ShippingMethods>;
  readonly pricing: Pricing;
  readonly addresses: Addresses;
}

export type Checkout = (userId: number, currency: string) => Promise<Order>;

export function createCheckout(needs: Needs): Checkout {
  const { sql, inventory, shipping, pricing, addresses } = needs;

  const charge = async (userId: number, cart: Cart, lines: readonly Line[]): Promise<Payment> => {
    const body = { userId, amountCents: cart.totalCents, currency: cart.currency };
    const url = `${addresses.payment}/charge`;
    try {
      return await callJson<Payment>({ service: 'payment', url, method: 'POST', body });
    } catch (error) {
      await inventory.call('Release', { lines });
      if (!(error instanceof UpstreamError)) throw error;
      throw new HttpError(502, error.message, { cause: error });
    }
  };
  const writeOrder = async (userId: number, cart: Cart, payment: Payment): Promise<number> => {
    const values = [userId, cart.totalCents, cart.currency, payment.paymentId];
    const row = await sql.row<{ orderId: number }>(ORDER_SQL, values);
    if (row === undefined) throw new Error('the order was not written');
    return row.orderId;
  };

  return async (userId, currency) => {
    const cart = await pricing.priceCart(userId, currency);
    if (cart.lines.length === 0) throw new HttpError(409, 'the cart is empty');
    const lines = cart.lines.map(({ sku, quantity }) => ({ sku, quantity }));
    await inventory.call('Reserve', { lines });
    const payment = await charge(userId, cart, lines);
    const orderId = await writeOrder(userId, cart, payment);
    const parcels = Math.ceil(lines.length / PRODUCTS_PER_PARCEL);
    const { trackingCode } = await shipping.call('CreateShipment', { orderId, parcels });
    await sql.rows(TRACKING_SQL, [orderId, trackingCode]);
    await sendOrderPlaced(addresses.queue, { orderId, userId });
    return { orderId, totalCents: cart.totalCents, currency: cart.currency, trackingCode };
  };
}
