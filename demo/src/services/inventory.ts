// Products and their stock, over gRPC. With the fault `n-plus-one` it asks the database once per product.
import { hasFault } from '../runtime/active-faults.ts';
import { runChild } from '../runtime/child.ts';
import { serveGrpc } from '../runtime/grpc-service.ts';
import { createRandom } from '../runtime/random.ts';
import { connectSql, type Sql } from '../runtime/sql.ts';
import { work } from '../runtime/work.ts';
import { type InventoryMethods, type Product, serviceDefinition } from '../wire/grpc.ts';

const CHECK_WAREHOUSE_MS = 10;
/** What a delivery brings when a shelf runs empty, so that the shop never sells out. */
const DELIVERY = 1_000;

const PRODUCT_COLUMNS = 'sku, name, price_cents AS "priceCents", stock';
const ALL_SKUS_SQL = 'SELECT sku FROM products ORDER BY sku';
const PRODUCTS_SQL = `SELECT ${PRODUCT_COLUMNS} FROM products WHERE sku = ANY($1) ORDER BY sku`;
const ALL_PRODUCTS_SQL = `SELECT ${PRODUCT_COLUMNS} FROM products ORDER BY sku`;
const ONE_PRODUCT_SQL = `SELECT ${PRODUCT_COLUMNS} FROM products WHERE sku = $1`;
const RESERVE_SQL = `UPDATE products
  SET stock = CASE WHEN stock >= wanted.quantity THEN stock - wanted.quantity
    ELSE stock + ${DELIVERY} - wanted.quantity END
  FROM unnest($1::text[], $2::int[]) AS wanted (sku, quantity) WHERE products.sku = wanted.sku`;
const RELEASE_SQL = `UPDATE products SET stock = stock + wanted.quantity
  FROM unnest($1::text[], $2::int[]) AS wanted (sku, quantity) WHERE products.sku = wanted.sku`;

async function getProducts(sql: Sql, skus: readonly string[]): Promise<Product[]> {
  if (!hasFault('n-plus-one')) {
    return skus.length === 0
      ? sql.rows<Product>(ALL_PRODUCTS_SQL)
      : sql.rows<Product>(PRODUCTS_SQL, [skus]);
  }
  const wanted =
    skus.length > 0 ? skus : (await sql.rows<{ sku: string }>(ALL_SKUS_SQL)).map(({ sku }) => sku);
  const products: Product[] = [];
  for (const sku of wanted) {
    products.push(...(await sql.rows<Product>(ONE_PRODUCT_SQL, [sku])));
  }
  return products;
}

void runChild(async ({ settings, addresses }) => {
  const random = createRandom(settings.seed);
  const sql = addresses.then(({ database }) => connectSql(database));
  const change = async (statement: string, lines: InventoryMethods['Reserve']['request']) => {
    const skus = lines.lines.map(({ sku }) => sku);
    await (await sql).rows(statement, [skus, lines.lines.map(({ quantity }) => quantity)]);
    return { products: skus.length };
  };
  const service = await serveGrpc<InventoryMethods>(serviceDefinition('Inventory'), {
    GetProducts: async ({ skus }) => ({ products: await getProducts(await sql, skus) }),
    Reserve: async (request) => {
      await work(random, CHECK_WAREHOUSE_MS);
      return change(RESERVE_SQL, request);
    },
    Release: (request) => change(RELEASE_SQL, request),
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
