// The public door of the shop: asks auth who is there, then cart or inventory. A request gets its faults here, from
// `?fault=`, from the header `x-shop-fault`, or from the schedule of the run.
import { context, trace } from '@opentelemetry/api';
import type { Request, RequestHandler } from 'express';
import { createFaultSchedule, type FaultSchedule } from '../fault-schedule.ts';
import { FAULT_NAMES, type FaultName, parseFaults } from '../faults.ts';
import { withFaults } from '../runtime/active-faults.ts';
import { runChild } from '../runtime/child.ts';
import { type Call, callJson, UpstreamError } from '../runtime/http-client.ts';
import { HttpError, serveHttp } from '../runtime/http-service.ts';
import type { Addresses } from '../topology.ts';
import { connectInventory, type Product } from '../wire/grpc.ts';
import type { Cart, Order, Session } from '../wire/http.ts';

const FEATURED_SKUS = ['SKU-1001', 'SKU-1008', 'SKU-1016'];
const MAX_QUANTITY = 9;

function faultsAskedFor(request: Request): FaultName[] | undefined {
  const text = request.query['fault'] ?? request.headers['x-shop-fault'];
  if (text === undefined) return undefined;
  const { faults, unknown } = parseFaults(String(text));
  if (unknown.length === 0) return faults;
  throw new HttpError(
    400,
    `unknown fault ${unknown.join(', ')}; the faults are ${FAULT_NAMES.join(', ')}`,
  );
}

/** Gives the request its faults, and the answer the id of its trace. */
function chooseFaults(schedule: FaultSchedule): RequestHandler {
  return (request, response, next) => {
    const span = trace.getActiveSpan();
    if (span !== undefined) response.setHeader('x-trace-id', span.spanContext().traceId);
    const isCheckout = request.method === 'POST' && request.path === '/checkout';
    const faults = faultsAskedFor(request) ?? schedule.next(isCheckout ? 'checkout' : 'other');
    if (faults.length === 0) {
      next();
      return;
    }
    span?.setAttribute('shop.fault', faults.join(','));
    context.with(withFaults(faults, context.active()), () => next());
  };
}

/** A failure behind the gateway is 502 for the customer; a refusal (4xx) is passed on as it is. */
async function ask<T>(call: Call): Promise<T> {
  try {
    return await callJson<T>(call);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    throw new HttpError(error.status >= 500 ? 502 : error.status, error.message, { cause: error });
  }
}

async function sessionOf(request: Request, { auth }: Addresses): Promise<Session> {
  const token = request.headers.authorization?.replace(/^Bearer /i, '') ?? 'guest';
  return ask<Session>({ service: 'auth', url: `${auth}/sessions/${encodeURIComponent(token)}` });
}

function itemIn(body: unknown): { sku: string; quantity: number } {
  const { sku, quantity = 1 } = (body ?? {}) as { sku?: unknown; quantity?: unknown };
  if (typeof sku !== 'string') throw new HttpError(400, 'the item has no sku');
  if (typeof quantity !== 'number' || !(quantity >= 1 && quantity <= MAX_QUANTITY)) {
    throw new HttpError(400, `quantity must be a number from 1 to ${MAX_QUANTITY}`);
  }
  return { sku, quantity };
}

void runChild(async ({ settings, addresses }) => {
  const schedule = createFaultSchedule(settings);
  const inventory = addresses.then((all) => connectInventory(all.inventory));
  const products = async (skus: readonly string[]): Promise<readonly Product[]> =>
    (await (await inventory).call('GetProducts', { skus })).products;

  const service = await serveHttp(settings.port, (app) => {
    app.use(chooseFaults(schedule));
    app.get('/', async (_request, response) => {
      response.json({ shop: 'The shop', featured: await products(FEATURED_SKUS) });
    });
    app.get('/products', async (_request, response) => {
      response.json({ products: await products([]) });
    });
    app.get('/products/:sku', async (request, response) => {
      const [product] = await products([request.params.sku]);
      if (product === undefined) throw new HttpError(404, `no product ${request.params.sku}`);
      response.json(product);
    });
    app.get('/cart', async (request, response) => {
      const all = await addresses;
      const { userId, currency } = await sessionOf(request, all);
      const url = `${all.cart}/carts/${userId}?currency=${currency}`;
      response.json(await ask<Cart>({ service: 'cart', url }));
    });
    app.post('/cart/items', async (request, response) => {
      const body = itemIn(request.body);
      const all = await addresses;
      const { userId } = await sessionOf(request, all);
      const url = `${all.cart}/carts/${userId}/items`;
      await ask<void>({ service: 'cart', url, method: 'POST', body });
      response.status(204).end();
    });
    app.delete('/cart/items/:sku', async (request, response) => {
      const all = await addresses;
      const { userId } = await sessionOf(request, all);
      const url = `${all.cart}/carts/${userId}/items/${encodeURIComponent(request.params.sku)}`;
      await ask<void>({ service: 'cart', url, method: 'DELETE' });
      response.status(204).end();
    });
    app.post('/checkout', async (request, response) => {
      const all = await addresses;
      const { userId, currency } = await sessionOf(request, all);
      const url = `${all.cart}/carts/${userId}/checkout?currency=${currency}`;
      response.status(201).json(await ask<Order>({ service: 'cart', url, method: 'POST' }));
    });
    app.get('/orders', async (request, response) => {
      const all = await addresses;
      const { userId } = await sessionOf(request, all);
      const url = `${all.cart}/carts/${userId}/orders`;
      response.json(await ask<{ orders: readonly Order[] }>({ service: 'cart', url }));
    });
  });
  return {
    port: service.port,
    ready: addresses,
    stop: async () => {
      await service.close();
      (await inventory).close();
    },
  };
});
