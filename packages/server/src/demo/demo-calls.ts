// The small shop of the demo traces: what each of its requests does, as a tree of calls with durations drawn by
// chance. Only the button "load the demo traces" makes them; `npm run demo` is the real shop, with real processes.

export interface DemoCall {
  readonly service: DemoService;
  readonly name: string;
  readonly kind: 'server' | 'client' | 'internal' | 'producer' | 'consumer';
  readonly attributes: Readonly<Record<string, string | number>>;
  /** Without what its calls take. */
  readonly ownMs: number;
  /** One after another. */
  readonly calls: readonly DemoCall[];
  /** What went wrong here, or was passed on. */
  readonly error?: string;
  /** The type of the exception, where it was thrown. */
  readonly exception?: string;
}

export const DEMO_SERVICES = [
  'demo-storefront',
  'demo-catalog',
  'demo-basket',
  'demo-checkout',
  'demo-payments',
  'demo-stock',
  'demo-mailer',
] as const;
export type DemoService = (typeof DEMO_SERVICES)[number];

/** Draws numbers from 0 to 1. */
export type Random = () => number;

/** About `medianMs`, rarely a multiple of it, as durations are. */
function drawMs(random: Random, medianMs: number): number {
  const spread = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return medianMs * Math.exp(0.35 * spread);
}

export function drawRequest(random: Random): DemoCall {
  const choice = random();
  if (choice < 0.3) return home(random);
  if (choice < 0.6) return product(random);
  if (choice < 0.78) return basket(random);
  if (choice < 0.9) return checkout(random);
  return deals(random);
}

function page(method: string, route: string, status: number, calls: readonly DemoCall[]) {
  return (random: Random, error?: string): DemoCall => ({
    service: 'demo-storefront',
    name: `${method} ${route}`,
    kind: 'server',
    attributes: {
      'http.request.method': method,
      'http.route': route,
      'http.response.status_code': status,
      'url.path': route,
    },
    ownMs: drawMs(random, 3),
    calls,
    ...(error === undefined ? {} : { error }),
  });
}

interface Remote {
  readonly from: DemoService;
  readonly to: DemoService;
  readonly name: string;
  readonly ownMs: number;
  readonly calls?: readonly DemoCall[];
  readonly status?: number;
  readonly error?: string;
  readonly exception?: string;
}

/** Both sides of a call over HTTP, with the network between them. */
function remote(random: Random, call: Remote): DemoCall {
  const { from, to, name, ownMs, calls = [], status = 200, error, exception } = call;
  const [method = '', route = ''] = name.split(' ');
  const attributes = { 'http.request.method': method, 'http.response.status_code': status };
  const failed = error === undefined ? {} : { error };
  const server: DemoCall = {
    service: to,
    name,
    kind: 'server',
    attributes: { ...attributes, 'http.route': route },
    ...{ ownMs, calls, ...failed },
    ...(exception === undefined ? {} : { exception }),
  };
  return {
    service: from,
    name: method,
    kind: 'client',
    attributes: { ...attributes, 'server.address': to },
    ownMs: drawMs(random, 0.8),
    calls: [server],
    ...failed,
  };
}

function query(random: Random, service: DemoService, text: string, medianMs: number): DemoCall {
  const [operation = ''] = text.split(' ');
  return {
    service,
    name: operation,
    kind: 'client',
    attributes: {
      'db.system.name': 'postgresql',
      'db.namespace': service === 'demo-stock' ? 'demo-warehouse' : 'demo-shop',
      'db.operation.name': operation,
      'db.query.text': text,
    },
    ownMs: drawMs(random, medianMs),
    calls: [],
  };
}

function cached(random: Random, command: string): DemoCall {
  return {
    service: 'demo-basket',
    name: command,
    kind: 'client',
    attributes: { 'db.system.name': 'redis', 'db.operation.name': command },
    ownMs: drawMs(random, 0.6),
    calls: [],
  };
}

const PRODUCTS_SQL = 'SELECT id, name, price FROM products ORDER BY sold DESC LIMIT 20';
const PRODUCT_SQL = 'SELECT id, name, price, text FROM products WHERE id = $1';

function home(random: Random): DemoCall {
  const catalog = remote(random, {
    ...{ from: 'demo-storefront', to: 'demo-catalog', name: 'GET /products' },
    ownMs: drawMs(random, 2),
    calls: [query(random, 'demo-catalog', PRODUCTS_SQL, 6)],
  });
  return page('GET', '/', 200, [catalog])(random);
}

function product(random: Random): DemoCall {
  const catalog = remote(random, {
    ...{ from: 'demo-storefront', to: 'demo-catalog', name: 'GET /products/{id}' },
    ownMs: drawMs(random, 2),
    calls: [query(random, 'demo-catalog', PRODUCT_SQL, 2)],
  });
  const stock = remote(random, {
    ...{ from: 'demo-storefront', to: 'demo-stock', name: 'GET /stock/{id}' },
    ownMs: drawMs(random, 1.5),
    calls: [query(random, 'demo-stock', 'SELECT amount FROM stock WHERE id = $1', 1.5)],
  });
  return page('GET', '/products/{id}', 200, [catalog, stock])(random);
}

function basket(random: Random): DemoCall {
  const call = remote(random, {
    ...{ from: 'demo-storefront', to: 'demo-basket', name: 'POST /items' },
    ownMs: drawMs(random, 2),
    calls: [cached(random, 'HGETALL'), cached(random, 'HSET')],
  });
  return page('POST', '/basket', 200, [call])(random);
}

const DEALS = 16;

/** One query for each product instead of one for all. */
function deals(random: Random): DemoCall {
  const each = Array.from({ length: DEALS }, () => query(random, 'demo-catalog', PRODUCT_SQL, 3));
  const catalog = remote(random, {
    ...{ from: 'demo-storefront', to: 'demo-catalog', name: 'GET /deals' },
    ownMs: drawMs(random, 4),
    calls: [query(random, 'demo-catalog', 'SELECT id FROM deals WHERE ends > now()', 2), ...each],
  });
  return page('GET', '/deals', 200, [catalog])(random);
}

const SLOW_SHARE = 0.12;
const FAILED_SHARE = 0.1;

function checkout(random: Random): DemoCall {
  const fate = random();
  const isSlow = fate < SLOW_SHARE;
  const error = fate > 1 - FAILED_SHARE ? 'the bank declined the card' : undefined;
  const failed = error === undefined ? {} : { error, status: 502 };
  const bank: DemoCall = {
    service: 'demo-payments',
    name: 'POST',
    kind: 'client',
    attributes: {
      'http.request.method': 'POST',
      'server.address': 'api.bank.example',
      'url.full': 'https://api.bank.example/v2/charges',
    },
    ownMs: isSlow ? drawMs(random, 2_800) : drawMs(random, 60),
    calls: [],
    ...(error === undefined ? {} : { error }),
  };
  const payment = remote(random, {
    ...{ from: 'demo-checkout', to: 'demo-payments', name: 'POST /charges' },
    ownMs: drawMs(random, 4),
    calls: [bank],
    ...(error === undefined ? {} : { ...failed, exception: 'PaymentDeclined' }),
  });
  const before = [
    remote(random, {
      ...{ from: 'demo-checkout', to: 'demo-basket', name: 'GET /items' },
      ownMs: drawMs(random, 2),
      calls: [cached(random, 'HGETALL')],
    }),
    remote(random, {
      ...{ from: 'demo-checkout', to: 'demo-stock', name: 'POST /reservations' },
      ownMs: drawMs(random, 3),
      calls: [
        query(random, 'demo-stock', 'UPDATE stock SET amount = amount - $2 WHERE id = $1', 4),
      ],
    }),
  ];
  const order = remote(random, {
    ...{ from: 'demo-storefront', to: 'demo-checkout', name: 'POST /orders' },
    ownMs: drawMs(random, 5),
    calls: [...before, payment, ...(error === undefined ? [announce(random)] : [])],
    ...failed,
  });
  return page('POST', '/checkout', error === undefined ? 200 : 502, [order])(random, error);
}

function announce(random: Random): DemoCall {
  const queue = { 'messaging.system': 'kafka', 'messaging.destination.name': 'demo-orders' };
  const mail: DemoCall = {
    service: 'demo-mailer',
    name: 'process demo-orders',
    kind: 'consumer',
    attributes: { ...queue, 'messaging.operation.type': 'process' },
    ownMs: drawMs(random, 12),
    calls: [],
  };
  return {
    service: 'demo-checkout',
    name: 'send demo-orders',
    kind: 'producer',
    attributes: { ...queue, 'messaging.operation.type': 'send' },
    ownMs: drawMs(random, 2),
    calls: [mail],
  };
}
