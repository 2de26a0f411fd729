// What the things in a cart cost today, in the customer's currency.
import { hasFault } from '../runtime/active-faults.ts';
import { callJson } from '../runtime/http-client.ts';
import type { Sql } from '../runtime/sql.ts';
import type { Caller, InventoryMethods, Line } from '../wire/grpc.ts';
import type { Cart, Rate } from '../wire/http.ts';

const LINES_SQL = 'SELECT sku, quantity FROM cart_items WHERE user_id = $1 ORDER BY sku';

/** How often the fault `retry-storm` asks again, at once, before it gives up. */
const STORM_ATTEMPTS = 25;
/** What the cart is priced in when there is no rate to be had. */
const BASE: Rate = { currency: 'EUR', rate: 1 };

export interface Pricing {
  priceCart(userId: number, currency: string): Promise<Cart>;
}

interface Needs {
  readonly sql: Sql;
  readonly inventory: Caller<InventoryMethods>;
  readonly currencyAddress: string;
}

export function createPricing({ sql, inventory, currencyAddress }: Needs): Pricing {
  const findRate = async (currency: string): Promise<Rate> => {
    const url = `${currencyAddress}/rates/${currency}`;
    const attempts = hasFault('retry-storm') ? STORM_ATTEMPTS : 1;
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      try {
        return await callJson<Rate>({ service: 'currency', url });
      } catch {
        // The next attempt, if there is one, follows at once: that is what makes it a storm.
      }
    }
    return BASE;
  };
  return {
    async priceCart(userId, currency) {
      const lines = await sql.rows<Line & { sku: string }>(LINES_SQL, [userId]);
      if (lines.length === 0) return { lines: [], totalCents: 0, currency: BASE.currency };
      const quantities = new Map(lines.map(({ sku, quantity }) => [sku, quantity]));
      const { products } = await inventory.call('GetProducts', { skus: [...quantities.keys()] });
      const rate = await findRate(currency);
      const priced = products.map((product) => ({
        ...product,
        priceCents: Math.round(product.priceCents * rate.rate),
        quantity: quantities.get(product.sku) ?? 0,
      }));
      return {
        lines: priced,
        totalCents: priced.reduce((sum, line) => sum + line.priceCents * line.quantity, 0),
        currency: rate.currency,
      };
    },
  };
}
