// What is in the shop when it opens: its products, its customers, and what they have in their carts.
import { createRandom } from '../runtime/random.ts';

export const PRODUCT_NAMES = [
  'Walnut desk lamp',
  'Linen apron',
  'Enamel teapot',
  'Wool blanket',
  'Cast-iron pan',
  'Beech chopping board',
  'Brass bookend',
  'Cotton tote',
  'Oak picture frame',
  'Stoneware mug',
  'Copper kettle',
  'Felt slippers',
  'Rattan basket',
  'Glass carafe',
  'Leather notebook',
  'Canvas backpack',
  'Marble coaster',
  'Bamboo tray',
  'Clay planter',
  'Silk scarf',
  'Steel thermos',
  'Paper lantern',
  'Cork yoga mat',
  'Cedar soap dish',
] as const;

export const SKUS: readonly string[] = PRODUCT_NAMES.map((_, index) => `SKU-${1001 + index}`);

const CUSTOMER_NAMES = [
  'ada',
  'bela',
  'chen',
  'dara',
  'emeka',
  'farah',
  'goran',
  'hana',
  'ines',
  'jonas',
  'keiko',
  'luis',
] as const;
const CURRENCIES = ['EUR', 'USD', 'GBP', 'JPY'] as const;

/** A customer's name is also the token of the session. The guest is who comes without one. */
export const CUSTOMERS: readonly string[] = ['guest', ...CUSTOMER_NAMES];

/** Enough lines in a cart for a query per line to be seen. */
const LINES_PER_CART = 8;

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const TABLES = `
SET client_min_messages = warning;
CREATE TABLE users (id int PRIMARY KEY, name text NOT NULL, email text NOT NULL, currency text NOT NULL);
CREATE TABLE sessions (token text PRIMARY KEY, user_id int NOT NULL REFERENCES users);
CREATE TABLE products (sku text PRIMARY KEY, name text NOT NULL, price_cents int NOT NULL, stock int NOT NULL);
CREATE TABLE cart_items (
  user_id int NOT NULL REFERENCES users, sku text NOT NULL REFERENCES products, quantity int NOT NULL,
  PRIMARY KEY (user_id, sku)
);
CREATE TABLE orders (
  id serial PRIMARY KEY, user_id int NOT NULL REFERENCES users, total_cents int NOT NULL, currency text NOT NULL,
  payment_id int NOT NULL, tracking_code text
);
CREATE TABLE payments (id serial PRIMARY KEY, user_id int NOT NULL, amount_cents int NOT NULL, currency text NOT NULL);
CREATE TABLE shipments (id serial PRIMARY KEY, order_id int NOT NULL, parcels int NOT NULL);
CREATE TABLE notifications (id serial PRIMARY KEY, order_id int NOT NULL, email text NOT NULL);
`;

/** The tables that grow with every order, and so are kept short. */
export const GROWING_TABLES = ['orders', 'payments', 'shipments', 'notifications'] as const;

/** The SQL that fills an empty database: the same seed gives the same shop. */
export function seedSql(seed: number): string {
  const random = createRandom(seed);
  const users = CUSTOMERS.map((name, id) => {
    const currency = CURRENCIES[id % CURRENCIES.length] ?? 'EUR';
    return `(${id}, ${quote(name)}, ${quote(`${name}@shop.example`)}, ${quote(currency)})`;
  });
  const sessions = CUSTOMERS.map((name, id) => `(${quote(name)}, ${id})`);
  const products = PRODUCT_NAMES.map((name, index) => {
    const priceCents = 500 + Math.floor(random() * 20_000);
    return `(${quote(SKUS[index] ?? name)}, ${quote(name)}, ${priceCents}, 1000)`;
  });
  const lines = CUSTOMERS.flatMap((_, id) =>
    Array.from({ length: LINES_PER_CART }, (_line, index) => {
      const sku = SKUS[(id * 5 + index * 3) % SKUS.length] ?? '';
      return `(${id}, ${quote(sku)}, ${1 + Math.floor(random() * 3)})`;
    }),
  );
  return [
    TABLES,
    `INSERT INTO users VALUES ${users.join(', ')};`,
    `INSERT INTO sessions VALUES ${sessions.join(', ')};`,
    `INSERT INTO products VALUES ${products.join(', ')};`,
    `INSERT INTO cart_items VALUES ${lines.join(', ')};`,
  ].join('\n');
}
